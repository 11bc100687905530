/** Whether an installed program can play a service's role, and what is missing where it cannot. */
import { influxMajor } from "../../../model/image.ts";
import type { Listen } from "../../../model/launch.ts";
import type { Installed, ProgramName, Programs } from "../../../model/program.ts";
import type { Service, Stack } from "../../../model/stack.ts";

const playedBy = { broker: "mosquitto", database: "influxd" } as const satisfies Record<string, ProgramName>;
const packageOf: Readonly<Record<ProgramName, string>> = { mosquitto: "mosquitto", influxd: "influxdb" };

/** The program that is to play the service's role; undefined when that is an embedded one. */
export function programNameOf({ role, provider }: Service): ProgramName | undefined {
  return provider === "system" && (role === "broker" || role === "database") ? playedBy[role] : undefined;
}

/** What a stack wants to be installed. */
export function programsNamed({ services }: Stack): readonly ProgramName[] {
  return [...new Set(services.flatMap((service) => programNameOf(service) ?? []))];
}

/** @returns what the service needs, for people; undefined when it can be run, also by the embedded service */
export function unfitProgram(service: Service, listeners: readonly Listen[], programs: Programs): string | undefined {
  const name = programNameOf(service);
  if (!name) return undefined;
  const program = programs[name];
  if (!program) return `${name}: apt-get install ${packageOf[name]}`;
  return name === "mosquitto" ? unfitMosquitto(program) : unfitInfluxd(service, listeners, program);
}

/** Version 1 lets strangers in by default and knows no `tls_version` as a lowest one. */
function unfitMosquitto({ version, path }: Installed): string | undefined {
  return majorOf(version) >= 2 ? undefined : `mosquitto 2.0 or newer: ${path} is ${version}`;
}

/** Versions 2 and 3 are other programs, with other files and users. */
function unfitInfluxd(
  service: Service,
  listeners: readonly Listen[],
  { version, path }: Installed,
): string | undefined {
  if (majorOf(version) !== 1) return `influxd of InfluxDB 1: ${path} is ${version}`;
  if (influxMajor(service) !== 1)
    return `an image of InfluxDB 1, such as influxdb:1.8: the installed influxd is ${version}`;
  return listeners.length > 1 ? "one published address: influxd listens on one alone" : undefined;
}

const majorOf = (version: string): number => Number(/^\d+/.exec(version)?.[0] ?? 0);
