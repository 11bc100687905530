import { readFile } from "node:fs/promises";

const shownLength = 300;
const linesRead = 40;

/**
 * What a process said at its end, on one line: for one that ended before it could say anything else.
 * @param from where it began to speak, in bytes: a log may hold what others said before
 */
export async function lastWords(path: string, from = 0): Promise<string> {
  const bytes = await readFile(path).catch(() => Buffer.alloc(0));
  const text = bytes.subarray(bytes.length < from ? 0 : from).toString("utf8");
  const lines = text.trim().split("\n").slice(-linesRead);
  const telling = lines.find((line) => /error|assertion|fatal/i.test(line)) ?? lines.at(-1) ?? "";
  return telling.trim().slice(0, shownLength);
}
