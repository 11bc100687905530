import { readFile } from "node:fs/promises";

const shownLength = 300;
const linesRead = 40;

/** What a process said at its end, on one line: for one that ended before it could say anything else. */
export async function lastWords(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch(() => "");
  const lines = text.trim().split("\n").slice(-linesRead);
  const telling = lines.find((line) => /error|assertion|fatal/i.test(line)) ?? lines.at(-1) ?? "";
  return telling.trim().slice(0, shownLength);
}
