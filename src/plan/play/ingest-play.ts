/**
 * A telegraf.conf that stands alone → what the ingest service is told: its broker and its database are wherever the file says.
 * Nothing is passed over: what is not carried out is named, and what cannot be is an error with its place.
 */
import { limitsOf } from "../../model/broker-limits.ts";
import type { IngestLaunch } from "../../model/launch.ts";
import { serviceName } from "../../model/name.ts";
import type { Played } from "../../model/play.ts";
import type { Problem } from "../../model/problem.ts";
import type { ConfigFile } from "../../model/setting.ts";
import type { Located } from "../../model/span.ts";
import { tablesOf, textOf } from "../../model/table.ts";
import { inputOf } from "../launch/ingest/input.ts";
import { unheededByIngest } from "../launch/ingest/unheeded.ts";
import { error, Logins, type Place } from "./logins.ts";

const service = { name: serviceName("ingest"), environment: [] };

/** @param file with its variables filled in @param privateDir where passwords that stand in the file are to be put */
export function ingestPlay(file: ConfigFile, privateDir: string): Played<IngestLaunch> {
  const problems: Problem[] = [];
  const logins = new Logins(file, privateDir, problems);
  const inputs = tablesOf(file, "inputs.mqtt_consumer");
  const [output, ...others] = tablesOf(file, "outputs.influxdb");
  if (inputs.length === 0)
    problems.push(error("no-input", whole(file), "nothing in it reads MQTT", "Add an [[inputs.mqtt_consumer]]."));
  if (!output)
    problems.push(error("no-output", whole(file), "nothing in it writes to InfluxDB", "Add an [[outputs.influxdb]]."));
  const link = brokerOf(inputs, logins, problems);
  const writer = output && logins.at(output, { ...database, name: "database" });
  const read = inputs.map((table) => inputOf(service, file, table));
  problems.push(...read.flatMap((one) => one.problems));
  problems.push(...others.map((table) => notCarried(table, output)));
  problems.push(...tablesOf(file, "outputs.influxdb_v2").map((table) => notCarried(table, output)));
  problems.push(...unheededByIngest(service, file));
  const usable = read.flatMap(({ input }) => input ?? []);
  if (inputs.length > 0 && usable.length === 0) {
    problems.push(
      error(
        "no-input",
        inputs[0]?.at ?? whole(file),
        "none of the inputs can be carried out",
        "Mend what is said of them.",
      ),
    );
  }
  const { passwords } = logins;
  if (!link || !writer || problems.some(({ severity }) => severity === "error")) return { passwords, problems };
  const clientId = inputs.map(({ value }) => textOf(file, value, "client_id")).find(Boolean) ?? link.user;
  const launch: IngestLaunch = {
    role: "ingest",
    service: service.name,
    needs: [],
    process: service.name,
    opens: { read: [], write: [] },
    inputs: usable,
    broker: serviceName(link.serverName),
    store: serviceName(writer.serverName),
    link: { ...link, clientId, packetBytes: limitsOf({}).packetBytes },
    writer,
    database: (output && textOf(file, output.value, "database")) || "telegraf",
  };
  return { launch, passwords, problems };
}

const broker: Place = { key: "servers", secure: ["ssl", "tls", "mqtts"], write: "ssl", port: 8883, name: "broker" };
const database: Place = { key: "urls", secure: ["https"], write: "https", port: 8086, name: "database" };

/** One connection, one user: what the tables say of it has to be the same. */
function brokerOf(inputs: readonly Located<string>[], logins: Logins, problems: Problem[]) {
  const [first, ...more] = inputs.map((table) => ({ table, login: logins.at(table, broker) }));
  for (const { table, login } of more) {
    if (!first?.login || !login || JSON.stringify(first.login) === JSON.stringify(login)) continue;
    const what = `${table.value} reads from another broker than ${first.table.value}, or under another name`;
    problems.push(error("other-broker", table.at, what, "Let all inputs have the same server and login, or play two."));
  }
  return first?.login;
}

const notCarried = ({ value, at }: Located<string>, output: Located<string> | undefined): Problem => ({
  severity: "notice",
  code: "other-output",
  at,
  what: output ? `${value} is left out: all goes to ${output.value}` : `${value} is not carried out`,
  remedy: "Write to one [[outputs.influxdb]].",
});

const whole = ({ path }: ConfigFile) => ({ file: path, line: 1, column: 1 });
