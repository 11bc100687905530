/** What a program said when it did not come up: from the journal, or from what was added to its log since. */
import { open, readFile, stat } from "node:fs/promises";
import type { Program } from "../../../model/machine.ts";
import { known } from "../find/known.ts";
import { isBad, secretsIn, telling } from "../mask.ts";
import { runProgram } from "../run-program.ts";

/** How long each log was, and the time, before the program was started. */
export interface Mark {
  readonly atMs: number;
  readonly logs: ReadonlyMap<string, number>;
}

const readBytes = 64 * 1024;

export async function markNow(program: Program): Promise<Mark> {
  const logs = new Map<string, number>();
  for (const path of await logsOf(program)) logs.set(path, await sizeOf(path));
  return { atMs: Date.now(), logs };
}

/** @param said by the command that starts it */
export async function lastWords(
  program: Program,
  mark: Mark,
  said: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const secrets = secretsIn(program);
  const { manager } = program;
  const sources: string[] = [];
  if (manager.by === "systemd") {
    const since = `--since=@${Math.floor(mark.atMs / 1000)}`;
    const argv = ["journalctl", `--unit=${manager.unit}`, since, "--lines=40", "--output=cat", "--no-pager", "--quiet"];
    sources.push((await runProgram(argv, { withinMs: 10_000 }, signal)).stdout);
  }
  for (const path of await logsOf(program)) sources.push(await added(path, mark.logs.get(path) ?? 0));
  sources.push(said);
  const heard = sources.map((text) => telling(text, secrets)).filter((lines) => lines.length > 0);
  // Its own words first, and of those the ones that complain; the service manager's only say that it failed.
  const own = heard.map((lines) => lines.filter((line) => !ofManager.test(line))).filter((lines) => lines.length > 0);
  return own.find((lines) => lines.some(isBad)) ?? own[0] ?? heard[0] ?? [];
}

/** Whether a log of its own says so since then; what it writes elsewhere is not looked at. */
export async function hasSaid(program: Program, mark: Mark, words: string): Promise<boolean> {
  for (const path of await logsOf(program))
    if ((await added(path, mark.logs.get(path) ?? 0)).includes(words)) return true;
  return false;
}

const ofManager =
  /systemd|Main process exited|Failed with result|Control process|^Job for |^See "|Scheduled restart job|^(?:Failed to s|S)tart(?:ed|ing)? /;

/** As its settings say now, else where its package puts it. */
async function logsOf({ kind, configs }: Program): Promise<readonly string[]> {
  if (kind === "agent") return [];
  const named: string[] = [];
  for (const { format, path } of configs) {
    if (format !== "mosquitto" && format !== "telegraf") continue;
    const text = await readFile(path, "utf8").catch(() => "");
    const line = format === "mosquitto" ? /^\s*log_dest\s+file\s+(\S.*?)\s*$/gm : /^\s*logfile\s*=\s*["'](.+?)["']/gm;
    named.push(...[...text.matchAll(line)].flatMap(([, file]) => file ?? []));
  }
  return [...new Set([...named, ...known[kind].logs])];
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

async function added(path: string, from: number): Promise<string> {
  const size = await sizeOf(path);
  // A log that became shorter was begun anew.
  const start = Math.max(size < from ? 0 : from, size - readBytes);
  if (size <= start) return "";
  try {
    await using file = await open(path, "r");
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.toString("utf8", 0, bytesRead);
  } catch {
    return "";
  }
}
