import { open, readdir } from "node:fs/promises";
import { Fault } from "../model/fault.ts";
import { type Layout, logFile, logsDir } from "../model/layout.ts";
import type { ComposeOptions } from "./compose-request.ts";
import { type Context, exit } from "./context.ts";
import { type LogLine, logLine, showLogLine } from "./log-line.ts";
import { siteOf } from "./site-of.ts";

export interface LogsOptions extends ComposeOptions {
  readonly lines: string;
  readonly follow?: boolean;
}

const lookAgainMs = 250;

/** Reads the hosts' logs, oldest line first; with `--follow` goes on as they come, until Ctrl-C. */
export async function logs(
  options: LogsOptions,
  { tools, screen, signal }: Context,
  service?: string,
): Promise<number> {
  const count = Number(options.lines);
  if (!Number.isInteger(count) || count < 0) {
    throw new Fault(
      "bad-command-line",
      `--lines takes a whole number, not "${options.lines}"`,
      "For example: --lines 50",
    );
  }
  const { layout } = await siteOf(options, tools);
  const readers = await readersIn(layout);
  const wanted = (line: LogLine) => service === undefined || line.service === service;
  const first = (await Promise.all(readers.map((reader) => reader.more()))).flat().filter(wanted);
  if (readers.length === 0) throw new Fault("not-running", "there are no logs here", "Run `edgeward up` first.");
  const print = (lines: readonly LogLine[]) => {
    const ordered = lines.toSorted((a, b) => (a.time && b.time ? a.time.localeCompare(b.time) : 0));
    if (ordered.length > 0) screen.out(ordered.map((line) => showLogLine(line, serviceWidth(lines))).join("\n"));
  };
  print(count === 0 ? [] : first.slice(-count));
  while (options.follow && !signal.aborted) {
    await tools.clock.sleep(lookAgainMs, signal).catch(() => undefined);
    print((await Promise.all(readers.map((reader) => reader.more()))).flat().filter(wanted));
  }
  return exit.done;
}

interface LogReader {
  /** The lines since the last call. */
  more(): Promise<readonly LogLine[]>;
}

async function readersIn(layout: Layout): Promise<readonly LogReader[]> {
  const processes = await readdir(logsDir(layout)).catch(() => []);
  return processes.map((name) => reader(logFile(layout, name), name));
}

function reader(path: string, process: string): LogReader {
  let offset = 0;
  let rest = "";
  return {
    async more() {
      const text = await tail(path, offset);
      // A file that is shorter than before was put aside, and a new one begun.
      offset = text.end;
      const lines = (rest + text.text).split("\n");
      rest = lines.pop() ?? "";
      return lines.flatMap((line) => logLine(line, process) ?? []);
    },
  };
}

async function tail(path: string, offset: number): Promise<{ text: string; end: number }> {
  try {
    await using file = await open(path, "r");
    const { size } = await file.stat();
    const from = size < offset ? 0 : offset;
    const buffer = Buffer.alloc(size - from);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
    return { text: buffer.toString("utf8", 0, bytesRead), end: from + bytesRead };
  } catch {
    return { text: "", end: offset };
  }
}

function serviceWidth(lines: readonly LogLine[]): number {
  return Math.max(...lines.map((line) => line.service.length));
}
