/** All the files that a program's settings stand in, in the order in which it reads them. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Span } from "../../../model/span.ts";
import { type InstalledKind, known } from "./known.ts";
import { addMosquittoFiles } from "./mosquitto-files.ts";
import { configOf, type Running, valuesOf } from "./processes.ts";
import { Texts } from "./read-config.ts";

/**
 * @param told the file that the person named
 * @param environmentFiles of the unit that starts it
 */
export async function configFiles(
  kind: InstalledKind,
  told: string | undefined,
  running: Running | undefined,
  environmentFiles: readonly string[],
): Promise<Texts> {
  const texts = new Texts();
  const { configs, directories, directoryOptions, configOptions, environment } = known[kind];
  const own = running ? configOf(running) : undefined;
  const by: Span | undefined = told === undefined ? undefined : { file: told, line: 1, column: 1 };
  // A running mosquitto that was told no file has none; the others look where their packages put it.
  const usual = running && kind === "mosquitto" ? [] : configs;
  const main = told ?? own ?? (await firstThere(usual));
  if (main !== undefined && !main.includes("://")) {
    if (kind === "mosquitto") await addMosquittoFiles(texts, main, by, running?.cwd ?? "/");
    else await texts.add(kind, main, by, "error");
  }
  if (kind === "telegraf") {
    const named = running ? valuesOf(running, configOptions) : [];
    for (const path of named.slice(1)) await addTelegraf(texts, path);
    if (main?.includes("://"))
      texts.notice(
        "far-config",
        { file: main, line: 1, column: 1 },
        `telegraf takes its settings from ${main}`,
        "They cannot be changed from here: give it a file.",
      );
    const told = running ? valuesOf(running, directoryOptions) : [];
    const isUsual = main === undefined || configs.includes(main);
    for (const path of told.length > 0 ? told : isUsual ? directories : []) await addTelegraf(texts, path);
  }
  for (const path of [...new Set([...environmentFiles, ...environment])])
    await texts.add("environment", path, undefined, "fine");
  const [first] = environment;
  const isThere = texts.configs.some(({ format }) => format === "environment");
  // Settings that name a variable can have it from there.
  if (kind === "telegraf" && first !== undefined && !isThere) {
    texts.configs.push({
      format: "environment",
      path: first,
      real: first,
      text: "",
      rights: { uid: 0, gid: 0, mode: 0o600 },
    });
  }
  return texts;
}

/** A file, or a directory with all files below it that end in `.conf`. @see influxdata/telegraf, config/config.go, WalkDirectory */
async function addTelegraf(texts: Texts, path: string): Promise<void> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
  if (!entries) return void (await texts.add("telegraf", path, undefined, path.endsWith(".d") ? "fine" : "error"));
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const inner = join(path, entry.name);
    // Kubernetes mounts a directory of that name beside the files.
    if (entry.isDirectory()) entry.name.startsWith("..") || (await addTelegraf(texts, inner));
    else if (entry.name.endsWith(".conf")) await texts.add("telegraf", inner, undefined, "notice");
  }
}

async function firstThere(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const texts = new Texts();
    await texts.add("environment", path, undefined, "fine");
    if (texts.configs.length + texts.problems.length > 0) return path;
  }
  return undefined;
}
