/** Small stacks for tests: say only what the test is about. */
import type { Collect } from "../../model/collect.ts";
import { listenerKeys, securityKeys } from "../../model/listener.ts";
import { serviceName } from "../../model/name.ts";
import type { Role } from "../../model/role.ts";
import type { ConfigFile, Setting, SettingValue } from "../../model/setting.ts";
import type { Span } from "../../model/span.ts";
import type { Policy, Port, Service, Stack } from "../../model/stack.ts";

export const somewhere: Span = { file: "docker-compose.yml", line: 1, column: 1 };

export interface ServiceWords {
  readonly role?: Role;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** `127.0.0.1:1883:1883`, `1883:1883`, `1883`. */
  readonly ports?: readonly string[];
  /** Volume name or host path, `:`, path in the container. */
  readonly mounts?: readonly string[];
  readonly dependsOn?: readonly string[];
  readonly configs?: readonly ConfigFile[];
  readonly publish?: readonly string[];
  readonly subscribe?: readonly string[];
  readonly listen?: string;
  readonly collect?: Omit<Collect, "at">;
  readonly provider?: "embedded" | "system";
}

const located = <T>(value: T) => ({ value, at: somewhere });

export function aService(name: string, words: ServiceWords = {}): Service {
  return {
    name: serviceName(name),
    at: somewhere,
    role: words.role ?? "other",
    roleFrom: "the test",
    provider: words.provider ?? "embedded",
    ...(words.image === undefined ? {} : { image: located(words.image) }),
    ...(words.command === undefined ? {} : { command: located(words.command) }),
    environment: Object.entries(words.environment ?? {}).map(([key, value]) => ({ name: key, value, at: somewhere })),
    ports: (words.ports ?? []).map(aPort),
    mounts: (words.mounts ?? []).map((text) => {
      const [source = "", target = ""] = text.split(":");
      return { kind: source.includes("/") ? "bind" : "volume", source, target, readOnly: false, at: somewhere };
    }),
    dependsOn: (words.dependsOn ?? []).map((one) => located(serviceName(one))),
    grants: [],
    configs: words.configs ?? [],
    publish: (words.publish ?? []).map(located),
    subscribe: (words.subscribe ?? []).map(located),
    ...(words.listen === undefined ? {} : { listen: located(words.listen) }),
    ...(words.collect === undefined ? {} : { collect: { ...words.collect, at: somewhere } }),
  };
}

export function aPort(text: string): Port {
  const [target = "", published, hostIp] = text.split(":").toReversed();
  return {
    target: Number(target),
    protocol: "tcp",
    at: somewhere,
    ...(published === undefined ? {} : { published: Number(published) }),
    ...(hostIp === undefined ? {} : { hostIp }),
  };
}

export function aStack(
  services: readonly Service[],
  more: { policy?: Policy; volumes?: Stack["volumes"] } = {},
): Stack {
  const named = services.flatMap((service) => service.mounts.filter((mount) => mount.kind === "volume"));
  const volumes = [...new Set(named.map((mount) => mount.source ?? ""))].map((name) => ({ name, at: somewhere }));
  return {
    name: "test",
    files: ["docker-compose.yml"],
    services,
    volumes: more.volumes ?? volumes,
    policy: more.policy ?? {},
  };
}

/** A mosquitto.conf line by line, read as `read/config/mosquitto` reads it: a section says what a setting holds for. */
export function mosquittoConf(...lines: readonly string[]): ConfigFile {
  const file = "mosquitto.conf";
  const port = lines.find((line) => line.startsWith("port "))?.slice(5);
  const perListener = lines.includes("per_listener_settings true");
  const initial = port === undefined ? "" : `listener ${port}`;
  let section = initial;
  let bridge: string | undefined;
  const sections: { value: string; at: Span }[] = [];
  const settings: Setting[] = [];
  for (const [i, line] of lines.entries()) {
    const at = { file, line: i + 1, column: 1 };
    const [key = "", ...rest] = line.split(" ");
    const text = rest.join(" ");
    if (key === "listener") {
      const plain = `listener ${rest[0]}`;
      section = sections.some(({ value }) => value === plain) || rest[0] === "0" ? line : plain;
      bridge = undefined;
      sections.push({ value: section, at });
    } else if (key === "port") sections.push({ value: initial, at });
    else if (key === "connection") {
      bridge = line;
      sections.push({ value: line, at });
    }
    const own = listenerKeys.has(key) || (perListener && securityKeys.has(key));
    const first = key === "port" || key === "bind_address";
    settings.push({ section: first ? initial : (bridge ?? (own ? section : "")), key, value: typed(text), at });
  }
  return { format: "mosquitto", path: file, target: "/mosquitto/config/mosquitto.conf", sections, settings };
}

function typed(text: string): SettingValue {
  if (text === "true" || text === "false") return text === "true";
  return /^-?\d+$/.test(text) ? Number(text) : text;
}

export type TableWords = readonly [section: string, settings: Readonly<Record<string, SettingValue>>];

/** A telegraf.conf, table by table: `["inputs.mqtt_consumer[0]", { topics: ["a"] }]`. */
export function telegrafConf(...tables: readonly TableWords[]): ConfigFile {
  const file = "telegraf.conf";
  const place = (table: number, line: number): Span => ({ file, line: table * 10 + line + 1, column: 1 });
  return {
    format: "telegraf",
    path: file,
    target: "/etc/telegraf/telegraf.conf",
    sections: tables.map(([value], i) => ({ value, at: place(i, 0) })),
    settings: tables.flatMap(([section, settings], i) =>
      Object.entries(settings).map(([key, value], j) => ({ section, key, value, at: place(i, j + 1) })),
    ),
  };
}
