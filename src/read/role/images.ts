import { type ImageName, parseImage } from "../../compose/image.ts";
import type { Role } from "../../model/role.ts";

type Rule = readonly [name: RegExp, role: Role];

/**
 * What a program is for, by the last part of its image's name; the first rule that fits counts. Registry and tag play no part:
 * mirrors and private copies keep the name.
 */
const byName: readonly Rule[] = [
  [/^(eclipse-)?mosquitto(-.*)?$/, "broker"],
  [/^(emqx|emqx-enterprise|emqx-ee|nanomq)$/, "broker"],
  [/^(hivemq.*|vernemq|docker-vernemq|rumqttd|bifromq)$/, "broker"],
  [/^telegraf(-.*)?$/, "ingest"],
  [/^influxdb(2|3)?(-.*)?$/, "database"],
  [/^victoria-?metrics(-.*)?$/, "database"],
  [/^timescaledb(-.*)?$/, "database"],
  [/^chronograf$/, "dashboard"],
  [/^(vault|openbao|vault-enterprise|openbao-.*)$/, "secret-store"],
  [/^(nginx|nginx-unprivileged|traefik|kong|kong-gateway|caddy|haproxy)$/, "proxy"],
  // General stores and rule engines: known, and none of the roles that Edgeward can play.
  [/^(postgres|postgresql|redis|valkey|mongo|mysql|mariadb|consul|ekuiper|kuiper|node-red)$/, "other"],
];

/** EdgeX Foundry's services, published under its own registry or namespace. */
const edgeXService = /^(docker-)?(app-|core-|device-|security-|support-|sys-mgmt-|edgex-)/;

/** @returns undefined when the name says nothing */
export function roleOfImage(text: string): Role | undefined {
  const image = parseImage(text);
  if (!image) return undefined;
  if (isEdgeX(image)) return /^(docker-)?device-/.test(image.name) ? "device" : "core";
  if (/^(.*\/)?grafana\/grafana(-.*)?$|^grafana(-oss|-enterprise)?$/.test(image.path)) return "dashboard";
  return byName.find(([name]) => name.test(image.name))?.[1];
}

function isEdgeX({ registry, path, name }: ImageName): boolean {
  const theirs = /(^|\.)edgexfoundry\.org(:\d+)?$/.test(registry ?? "") || /(^|\/)edgexfoundry\//.test(path);
  return theirs && edgeXService.test(name);
}
