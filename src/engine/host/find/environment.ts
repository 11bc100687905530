import { readFile } from "node:fs/promises";
import type { Program } from "../../../model/machine.ts";

/** Variables of its service as they stand in its files now: lines NAME=value, as systemd and a shell both read them. @see systemd.exec(5) */
export async function environmentOf({ configs }: Program): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const { format, path } of configs) {
    if (format !== "environment") continue;
    const text = await readFile(path, "utf8").catch(() => "");
    for (const line of text.split("\n")) {
      const [, name, value = ""] = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*?)\s*$/.exec(line) ?? [];
      if (name !== undefined) found[name] = value.replace(/^(["'])(.*)\1$/, "$2");
    }
  }
  return found;
}
