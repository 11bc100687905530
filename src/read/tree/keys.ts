import type { Entry } from "../../model/node.ts";
import type { Say } from "../say/say.ts";
import { didYouMean } from "../say/suggest.ts";

/** Says each key that is not known. Keys that start with `x-` are a person's own, where `extensions` allows them. */
export function sayUnknown(
  entries: readonly Entry[],
  known: readonly string[],
  path: string,
  extensions: "x-allowed" | "none",
  say: Say,
): void {
  for (const { key, keyAt } of entries) {
    if (known.includes(key)) continue;
    if (extensions === "x-allowed" && key.startsWith("x-")) continue;
    say.error("unknown-key", keyAt, `\`${key}\` is not known${path ? ` in \`${path}\`` : ""}`, didYouMean(key, known));
  }
}
