/**
 * What Edgeward's console shows: one database of one InfluxDB 1.x.
 * Invariant: hardening never changes the answer, since it writes down what was found here.
 */
import { parseAddress } from "../model/address.ts";
import { influxMajor } from "../model/image.ts";
import type { EnvVar, Service } from "../model/stack.ts";
import { means } from "./pointing.ts";

/** The variable that counts; what is empty is not set. */
export function given(service: Service, name: string): EnvVar | undefined {
  const variable = service.environment.findLast((one) => one.name === name);
  return variable?.value === "" ? undefined : variable;
}

/** Those that may be meant: the one that its `INFLUX_URL` names, else those that it waits for, else all there are. */
export function meantBy(console: Service, databases: readonly Service[]): readonly Service[] {
  const url = given(console, "INFLUX_URL");
  if (url) {
    const address = parseAddress(url.value);
    return address ? databases.filter((one) => means(one, address, url)) : [];
  }
  const awaited = databases.filter((one) => console.dependsOn.some(({ value }) => value === one.name));
  return awaited.length > 0 ? awaited : databases;
}

/** @returns undefined where it cannot be told, or is none that a console reads: `console-problems.ts` says why */
export function shownBy(console: Service, databases: readonly Service[]): Service | undefined {
  const [only, ...others] = meantBy(console, databases);
  return only && others.length === 0 && influxMajor(only) === 1 ? only : undefined;
}
