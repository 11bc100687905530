/** Telegraf, as far as it takes MQTT messages to an InfluxDB of the same stack. */
import type { IngestLaunch } from "../../../model/launch.ts";
import { generatedDir } from "../../../model/layout.ts";
import type { ServiceName } from "../../../model/name.ts";
import { expanded } from "../../../model/peer.ts";
import type { Problem } from "../../../model/problem.ts";
import type { ConfigFile } from "../../../model/setting.ts";
import type { Located } from "../../../model/span.ts";
import type { Service } from "../../../model/stack.ts";
import { tablesOf, textOf } from "../../../model/table.ts";
import { dataPath, needing, notice, type Outcome, processOf, type Scope } from "../outcome.ts";
import { inputOf } from "./input.ts";
import { isInstalled, links } from "./links.ts";
import { hostsOf, serverOf } from "./servers.ts";
import { unheededByIngest } from "./unheeded.ts";

/** One ingest service takes in one broker's messages, and a broker's messages are taken in once. */
export function ingestLaunches(scope: Scope): readonly Outcome<IngestLaunch>[] {
  const taken = new Map<ServiceName, ServiceName>();
  return scope.stack.services
    .filter((service) => service.role === "ingest")
    .map((service) => {
      const outcome = ingestLaunch(service, scope, taken);
      if (outcome.launch) taken.set(outcome.launch.broker, service.name);
      return outcome;
    });
}

function ingestLaunch(
  service: Service,
  scope: Scope,
  taken: ReadonlyMap<ServiceName, ServiceName>,
): Outcome<IngestLaunch> {
  const file = service.configs.find((config) => config.format === "telegraf");
  if (service.provider === "system")
    return needing(service, "x-edgeward.provider embedded: an installed Telegraf is not started by this engine");
  if (!file)
    return needing(
      service,
      "a telegraf.conf that says what it takes in: mount one at /etc/telegraf/telegraf.conf, or use Docker",
    );
  const inputs = tablesOf(file, "inputs.mqtt_consumer");
  if (inputs.length === 0)
    return needing(service, "telegraf on this machine, or Docker: nothing in its configuration reads MQTT");
  const broker = inputs.map((table) => serverOf(service, file, table, "servers", scope)).find(Boolean);
  if (!broker)
    return needing(service, `a broker of this stack: its inputs read from ${hostsOf(file, inputs, "servers")}`);
  const owner = taken.get(broker.name);
  if (owner)
    return needing(service, `a broker of its own, or Docker: ${owner} takes in the messages of ${broker.name} already`);
  const outputs = [...tablesOf(file, "outputs.influxdb"), ...tablesOf(file, "outputs.influxdb_v2")];
  const output = outputs.find((table) => serverOf(service, file, table, "urls", scope));
  const store = output && serverOf(service, file, output, "urls", scope);
  if (!store)
    return needing(service, `a database of this stack: its outputs write to ${hostsOf(file, outputs, "urls")}`);
  const read = inputs.map((table) => readInput(service, file, table, broker, scope));
  const usable = read.flatMap((one) => one.input ?? []);
  const problems = [
    ...read.flatMap((one) => one.problems),
    ...outputs.filter((table) => table !== output).map((table) => otherOutput(store, table)),
    ...unheededByIngest(service, file),
  ];
  if (usable.length === 0)
    return {
      ...needing(service, "telegraf on this machine, or Docker: none of its inputs can be carried out"),
      problems,
    };
  const { link, writer } = links(service, broker, store, scope);
  if ((isInstalled(broker) && !link) || (isInstalled(store) && !writer))
    return { ...needing(service, `a login of its own at ${broker.name} and ${store.name}`), problems };
  const launch: IngestLaunch = {
    role: "ingest",
    service: service.name,
    // A broker in the same process waits for it, and not the other way round.
    needs: [store.name, ...(link ? [broker.name] : [])],
    process: link && writer ? processOf(service.name, []) : dataPath,
    opens: { read: [generatedDir(scope.layout, service.name)], write: [] },
    inputs: usable,
    broker: broker.name,
    store: store.name,
    ...(link && { link }),
    ...(writer && { writer }),
    database: expanded(databaseOf(file, output.value), service),
  };
  return { launch, problems };
}

function readInput(service: Service, file: ConfigFile, table: Located<string>, broker: Service, scope: Scope) {
  const server = serverOf(service, file, table, "servers", scope);
  if (server === broker) return inputOf(service, file, table);
  const whose = server
    ? `the broker ${server.name}, a second one`
    : `${hostsOf(file, [table], "servers")}, which is no broker that runs here`;
  return {
    problems: [
      notice(
        "other-broker",
        table.at,
        `${table.value} reads from ${whose}, and is left out`,
        `Let it read from ${broker.name}, or run ${service.name} with Docker.`,
      ),
    ],
  };
}

const otherOutput = (store: Service, { value, at }: Located<string>): Problem =>
  notice(
    "other-output",
    at,
    `${value} is left out: what is taken in goes to ${store.name} alone`,
    "Remove it, or run the stack with Docker.",
  );

function databaseOf(file: ConfigFile, section: string): string {
  return textOf(file, section, section.startsWith("outputs.influxdb_v2") ? "bucket" : "database") || "telegraf";
}
