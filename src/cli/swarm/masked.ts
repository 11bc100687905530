import type { Site } from "../../run/tools.ts";

/** What services print, without the lines that show a secret of ours. */
export function maskedBy(
  keys: Pick<Site["keys"], "foundIn"> | undefined,
): (lines: readonly string[]) => Promise<readonly string[]> {
  return async (lines) => {
    if (!keys) return lines;
    const encoder = new TextEncoder();
    // Mostly there is none: one look at all of them.
    if ((await keys.foundIn(encoder.encode(lines.join("\n")))).length === 0) return lines;
    return Promise.all(
      lines.map(async (line) => {
        const found = await keys.foundIn(encoder.encode(line));
        return found.length === 0 ? line : `(not shown: it has the secret ${found.join(", ")} in it)`;
      }),
    );
  };
}
