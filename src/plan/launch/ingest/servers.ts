/** Which servers Telegraf's tables mean. */
import { parseAddress, withoutLogin } from "../../../model/address.ts";
import { expanded, peerAt } from "../../../model/peer.ts";
import type { ConfigFile } from "../../../model/setting.ts";
import type { Located } from "../../../model/span.ts";
import type { Service } from "../../../model/stack.ts";
import { textsOf } from "../../../model/table.ts";
import type { Scope } from "../outcome.ts";

/** Defaults from the README files of inputs.mqtt_consumer and outputs.influxdb. */
const missing = { servers: "tcp://127.0.0.1:1883", urls: "http://127.0.0.1:8086" } as const;
type ServerKey = keyof typeof missing;

function addresses(file: ConfigFile, section: string, key: ServerKey): readonly string[] {
  const written = textsOf(file, section, key);
  return written.length > 0 ? written : [missing[key]];
}

/** The service among those that run here which the table means. */
export function serverOf(
  service: Service,
  file: ConfigFile,
  { value: section }: Located<string>,
  key: ServerKey,
  { stack, seats }: Scope,
): Service | undefined {
  const role = key === "servers" ? "broker" : "database";
  const found = addresses(file, section, key).flatMap((text) => {
    const host = parseAddress(expanded(text, service))?.host;
    return (host !== undefined && peerAt(stack, role, host)) || [];
  });
  return found.find((server) => seats.some((seat) => seat.service.name === server.name));
}

/** For people; a login in an address is left out. */
export function hostsOf(file: ConfigFile, tables: readonly Located<string>[], key: ServerKey): string {
  const all = tables.flatMap((table) => addresses(file, table.value, key)).map(withoutLogin);
  return all.length === 0 ? "none" : [...new Set(all)].join(", ");
}
