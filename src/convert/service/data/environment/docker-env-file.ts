/** A file of variables as docker reads it, which is not how Compose does: no quotes, no variables, nothing after a value is a comment. */
import type { NamedFile } from "../../../../model/project.ts";

/** @see docker/cli, pkg/kvfile: lines without white space in front, `#` at their beginning, everything after the first `=` */
export function dockerReadsTheSame({ text, variables }: NamedFile): boolean {
  if (text === undefined || text.includes("{{")) return false;
  const read = new Map<string, string>();
  for (const raw of text.replace(/^\uFEFF/, "").split("\n")) {
    const line = raw.replace(/\r$/, "").trimStart();
    if (line === "" || line.startsWith("#")) continue;
    const equals = line.indexOf("=");
    const name = line.slice(0, equals);
    // Without `=` docker asks the shell; a name with a blank is an error to it, and so is a line of 64 KiB.
    if (equals < 1 || /[ \t]/.test(name) || raw.length > 60_000) return false;
    read.set(name, line.slice(equals + 1));
  }
  const meant = new Map(variables.map(({ name, value }) => [name, value]));
  return read.size === meant.size && [...meant].every(([name, value]) => read.get(name) === value);
}
