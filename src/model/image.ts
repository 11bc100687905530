/** What a service's image says about the program in it. */
import type { Service } from "./stack.ts";

export interface Image {
  /** Without registry, tag and digest: `eclipse-mosquitto`, `grafana/grafana`. */
  readonly path: string;
  readonly tag?: string;
}

/** @see Compose Specification, `image`: `[<registry>/][<project>/]<image>[:<tag>|@<digest>]` */
export function imageOf(service: Service): Image | undefined {
  const [reference] = service.image?.value.split("@") ?? [];
  if (!reference) return undefined;
  const slash = reference.lastIndexOf("/");
  const colon = reference.indexOf(":", slash);
  const whole = colon < 0 ? reference : reference.slice(0, colon);
  const [first, ...others] = whole.split("/");
  const registry = others.length > 0 && /[.:]|^localhost$/.test(first ?? "");
  return { path: registry ? others.join("/") : whole, ...(colon < 0 ? {} : { tag: reference.slice(colon + 1) }) };
}

export const isMosquitto = (service: Service): boolean =>
  service.configs.some((file) => file.format === "mosquitto") ||
  /mosquitto/.test(imageOf(service)?.path ?? "mosquitto");

export const isGrafana = (service: Service): boolean =>
  !isConsole(service) &&
  (/grafana/.test(imageOf(service)?.path ?? "") || service.environment.some(({ name }) => name.startsWith("GF_")));

/** Edgeward's own dashboard: its command says so, or an image of Edgeward's has that role and no word of another. */
export function isConsole(service: Service): boolean {
  const played = playedBy(service.command?.value);
  if (played !== undefined) return played === "console";
  return service.role === "dashboard" && /(^|\/)edgeward$/.test(imageOf(service)?.path ?? "");
}

/** The role that a command lets Edgeward play: `play console`, with the program before it or not. @see docs/images.md */
export function playedBy(command: readonly string[] = []): string | undefined {
  const [first = "", ...others] = command;
  const [verb, role] = /(^|\/)edgeward$/.test(first) ? others : command;
  return verb === "play" && role !== undefined && !role.startsWith("-") ? role : undefined;
}

export const isInflux = (service: Service): boolean => /influxdb/.test(imageOf(service)?.path ?? "influxdb");

/** The major version decides which variables the program reads; undefined when neither tag nor environment tell. */
export function influxMajor(service: Service): 1 | 2 | 3 | undefined {
  if (!isInflux(service)) return undefined;
  const { path = "", tag = "" } = imageOf(service) ?? {};
  const [, digit] = /influxdb([23])/.exec(path) ?? /^v?([123])(?:[.-]|$)/.exec(tag) ?? [];
  if (digit) return Number(digit) as 1 | 2 | 3;
  const names = service.environment.map(({ name }) => name);
  if (names.some((name) => name.startsWith("INFLUXDB3_"))) return 3;
  if (names.some((name) => /^(DOCKER_INFLUXDB_INIT|INFLUXD)_/.test(name))) return 2;
  return names.some((name) => /^INFLUXDB_(DB|HTTP|ADMIN|USER|READ|WRITE)/.test(name)) ? 1 : undefined;
}
