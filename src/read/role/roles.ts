/** What a service is for: said by a person, or else inferred from its image, the files it mounts and its settings, in that order. */

import { parseImage } from "../../compose/image.ts";
import { basename } from "../../compose/path.ts";
import { playedBy } from "../../model/image.ts";
import type { Role } from "../../model/role.ts";
import type { Located } from "../../model/span.ts";
import type { EnvVar, Mount } from "../../model/stack.ts";
import { roleOfImage } from "./images.ts";

export interface Signs {
  readonly said?: Located<Role>;
  readonly image?: Located<string>;
  readonly command?: Located<readonly string[]>;
  readonly mounts: readonly Mount[];
  readonly environment: readonly EnvVar[];
}

export interface Inferred {
  readonly role: Role;
  /** Why, for people. */
  readonly roleFrom: string;
}

/** What Edgeward plays where its image runs. */
const byPlay: ReadonlyMap<string, Role> = new Map([
  ["agent", "agent"],
  ["ingest", "ingest"],
  ["console", "dashboard"],
]);

const byFile: Readonly<Record<string, Role>> = { "mosquitto.conf": "broker", "telegraf.conf": "ingest" };

const bySetting: readonly (readonly [variable: RegExp, role: Role])[] = [
  [/^(DOCKER_INFLUXDB_INIT|INFLUXD|INFLUXDB)_/, "database"],
  [/^GF_/, "dashboard"],
  [/^(VAULT_LOCAL_CONFIG|VAULT_DEV_.*|BAO_LOCAL_CONFIG|BAO_DEV_.*)$/, "secret-store"],
  [/^(EMQX|HIVEMQ|DOCKER_VERNEMQ)_/, "broker"],
];

/** A client of InfluxDB is none itself. */
const databaseClient = /^INFLUX(DB)?(_V2)?_(URL|HOST|SERVER|ADDR|ADDRESS|TOKEN|BUCKET|ORG)$/;

/** A client of the broker: only if nothing else is known of the service, since dashboards and databases have such settings too. */
const clientSetting = /^MQTT(_|$)|_MQTT_(HOST|BROKER|SERVER|URL)$/;

export function inferRole({ said, image, command, mounts, environment }: Signs): Inferred {
  if (said) return { role: said.value, roleFrom: "x-edgeward.role" };
  const fromImage = image && roleOfImage(image.value);
  if (image && fromImage) return { role: fromImage, roleFrom: `image ${parseImage(image.value)?.path ?? image.value}` };
  const played = playedBy(command?.value);
  const fromPlay = byPlay.get(played ?? "");
  if (fromPlay) return { role: fromPlay, roleFrom: `command play ${played}` };
  for (const { kind, source, target } of mounts) {
    if (kind !== "bind") continue;
    const file = [basename(target), basename(source ?? "")].find((name) => byFile[name] !== undefined);
    const role = byFile[file ?? ""];
    if (file !== undefined && role !== undefined) return { role, roleFrom: `mount of ${file}` };
  }
  const isClient = environment.some(({ name }) => databaseClient.test(name));
  for (const [variable, role] of bySetting) {
    if (role === "database" && isClient) continue;
    const found = environment.find(({ name }) => variable.test(name));
    if (found) return { role, roleFrom: `environment ${found.name}` };
  }
  const edgeX = environment.find(({ name }) => name.startsWith("EDGEX_"));
  if (edgeX) {
    const isDevice = /(^|\/)device-[^/]*$/.test(image?.value ?? "");
    return { role: isDevice ? "device" : "core", roleFrom: `environment ${edgeX.name}` };
  }
  const client = environment.find(({ name }) => clientSetting.test(name));
  if (client) return { role: "agent", roleFrom: `environment ${client.name}` };
  return { role: "other", roleFrom: "nothing in its image, mounts or settings" };
}
