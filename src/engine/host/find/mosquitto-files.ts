/**
 * The files that make up a mosquitto's settings: the one it starts from, what that brings in, and users and access lists in use.
 * @see mosquitto.conf(5), include_dir: files that end in `.conf`, by byte order; in the main file alone
 */
import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import type { ConfigFormat, ConfigText } from "../../../model/machine.ts";
import type { Span } from "../../../model/span.ts";
import type { Texts } from "./read-config.ts";

/** @param cwd what relative paths in it start from: the directory that the program runs in */
export async function addMosquittoFiles(texts: Texts, path: string, by: Span | undefined, cwd: string): Promise<void> {
  const main = await texts.add("mosquitto", path, by, "error");
  if (!main) return;
  const all = [main];
  for (const { value, at } of linesOf(main, "include_dir")) {
    const directory = resolve(cwd, value);
    try {
      const names = (await readdir(directory)).filter((name) => name.endsWith(".conf")).toSorted(byBytes);
      for (const name of names) {
        const included = await texts.add("mosquitto", resolve(directory, name), at, "error");
        if (included) all.push(included);
      }
    } catch (error) {
      texts.unreadable(directory, at, error);
    }
  }
  const further: readonly (readonly [string, ConfigFormat])[] = [
    ["password_file", "mosquitto-users"],
    ["acl_file", "mosquitto-acl"],
  ];
  for (const [key, format] of further) {
    for (const { value, at } of all.flatMap((one) => linesOf(one, key)))
      await texts.add(format, resolve(cwd, value), at, "notice");
  }
}

/** Lines `key value`, with the place of the value. A value reaches to the end of its line. */
export function linesOf(
  { path, text }: Pick<ConfigText, "path" | "text">,
  key: string,
): readonly { value: string; at: Span }[] {
  return text.split(/\r?\n/).flatMap((line, i) => {
    const [all, value] = new RegExp(`^\\s*${key}\\s+(\\S.*?)\\s*$`, "d").exec(line) ?? [];
    return all === undefined || value === undefined
      ? []
      : [{ value, at: { file: path, line: i + 1, column: line.indexOf(value) + 1 } }];
  });
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
