/** The environment that a hardened stack gives its agent, and what it is to collect → what the agent is told. */
import type { Collect } from "../../model/collect.ts";
import { Fault } from "../../model/fault.ts";
import type { AgentLaunch, AgentSource } from "../../model/launch.ts";
import { serviceName } from "../../model/name.ts";
import type { Played } from "../../model/play.ts";
import { matches } from "../../model/topic.ts";
import { bufferLimitBytes } from "../launch/agent.ts";

/** @see docs/images.md: the same variables by which an agent of one's own is told */
const usualBuffer = "/var/lib/edgeward/buffer";

/** @param json filters of the topics whose ingest reads JSON @throws Fault "bad-command-line" for what the environment lacks */
export function agentPlay(
  environment: Readonly<Record<string, string>>,
  { collect, json }: { readonly collect: Collect; readonly json: readonly string[] },
): Played<AgentLaunch> {
  const host = needed(environment, "MQTT_HOST", "the broker's name");
  const user = needed(environment, "MQTT_USERNAME", "the user that the broker knows it by");
  const launch: AgentLaunch = {
    role: "agent",
    service: serviceName("agent"),
    needs: [],
    process: "agent",
    opens: { read: [], write: [] },
    broker: {
      host,
      port: portIn(environment.MQTT_PORT),
      serverName: environment.MQTT_TLS_SERVER_NAME || host,
      caFile: needed(environment, "MQTT_CA_FILE", "the file of the authority that the broker is known by"),
    },
    user,
    passwordFile: needed(environment, "MQTT_PASSWORD_FILE", "the file with its password"),
    clientId: environment.MQTT_CLIENT_ID || user,
    sources: sourcesOf(collect, (topic) => (json.some((filter) => matches(filter, topic)) ? "json" : "influx")),
    bufferDir: environment.EDGEWARD_BUFFER || usualBuffer,
    bufferLimitBytes,
  };
  return { launch, passwords: [], problems: [] };
}

function sourcesOf({ host, records, lines }: Collect, formatOf: (topic: string) => "json" | "influx") {
  return [
    ...(host ? [{ source: "host", format: formatOf(host.topic), ...host } as const] : []),
    ...(records ? [{ source: "records", format: formatOf(records.topic), ...records } as const] : []),
    ...(lines ? [{ source: "lines", format: formatOf(lines.topic), ...lines } as const] : []),
  ] satisfies readonly AgentSource[];
}

function needed(environment: Readonly<Record<string, string>>, name: string, what: string): string {
  const value = environment[name];
  if (value) return value;
  throw new Fault("bad-command-line", `${name} is not set`, `Set it to ${what}.`);
}

function portIn(text = "8883"): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new Fault(
    "bad-command-line",
    `MQTT_PORT ${text.slice(0, 40)} is no port`,
    "Write a number from 1 to 65535, for example 8883.",
  );
}
