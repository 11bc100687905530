/** What the command line says of a lab. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { Fault } from "../../model/fault.ts";

/** @throws Fault "bad-command-line" */
export function labName(name: string): string {
  // A directory, a namespace and sockets are called after it.
  if (/^[a-z0-9][a-z0-9-]{0,19}$/.test(name)) return name;
  const what = `--name ${JSON.stringify(name.slice(0, 40))} is no name of a lab`;
  throw new Fault("bad-command-line", what, "Take up to 20 of a-z, 0-9 and -, for example --name second.");
}

/** @throws Fault "bad-command-line" */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= least && value <= most) return value;
  const what = `${option} ${text.slice(0, 40)} is no number from ${least} to ${most}`;
  throw new Fault("bad-command-line", what, `For example ${option} ${Math.min(most, Math.max(least, 2))}.`);
}

const units = { M: 1, MB: 1, MIB: 1, G: 1024, GB: 1024, GIB: 1024 } as const;
/** An engine with a few containers does not live with less. */
const leastMiB = 256;
const mostMiB = 65_536;

/** @param text `512M`, `1G`, `1.5GiB`, in units of 1024 @returns MiB @throws Fault "bad-command-line" */
export function memoryMiB(text: string): number {
  const [, number = "", unit = ""] = /^(\d{1,6}(?:\.\d{1,3})?)(\w+)$/.exec(text) ?? [];
  const known = Object.entries(units).find(([name]) => name === unit.toUpperCase());
  const value = known ? Math.floor(Number(number) * known[1]) : 0;
  if (value >= leastMiB && value <= mostMiB) return value;
  const what = `--memory ${text.slice(0, 40)} is no size from ${leastMiB}M to ${mostMiB / 1024}G`;
  throw new Fault("bad-command-line", what, "For example --memory 512M.");
}

/**
 * @param directory of --cache
 * @see XDG Base Directory Specification: a relative XDG_CACHE_HOME is to be passed over
 * @throws Fault "bad-command-line"
 */
export function imageCache(directory: string | undefined, environment: Readonly<Record<string, string>>): string {
  const named = environment.XDG_CACHE_HOME;
  const usual = join(named?.startsWith("/") ? named : join(homedir(), ".cache"), "edgeward", "lab");
  const path = resolve(directory ?? usual);
  // A kernel is told its disk on a command line, where these part words.
  if (!/[\s,]/.test(path)) return path;
  throw new Fault(
    "bad-command-line",
    `root images cannot be kept in ${path}: no space and no comma may be in its name`,
    "Name another directory with --cache.",
  );
}

/** @param names options that mean something to this driver alone @throws Fault that names all of them which were given to another */
export function onlyFor<Name extends string>(
  driver: "uml" | "vagrant",
  names: readonly Name[],
  options: { readonly [_ in Name]?: unknown },
): void {
  const given = names.filter((name) => options[name] !== undefined).map((name) => `--${name}`);
  if (given.length === 0) return;
  const what = `${given.join(", ")} ${given.length === 1 ? "says" : "say"} nothing without --driver ${driver}`;
  throw new Fault("bad-command-line", what, `Leave ${given.join(", ")} out, or take --driver ${driver}.`);
}
