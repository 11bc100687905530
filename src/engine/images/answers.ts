/** What an engine says while it takes an image: lines of JSON, where a failure comes after the status that says that all is well. */
import type { Readable } from "node:stream";
import { EngineRefusal } from "../docker/docker.ts";

/** A line longer than this is none that we look for, in characters. */
const longest = 1 << 16;

/** Reads all of it. @throws EngineRefusal with the engine's own words */
export async function heard(answer: Readable): Promise<void> {
  let rest = "";
  answer.setEncoding("utf8");
  for await (const chunk of answer) {
    const lines = `${rest}${chunk}`.split("\n");
    rest = (lines.pop() ?? "").slice(0, longest);
    for (const line of lines) refuse(line);
  }
  refuse(rest);
}

function refuse(line: string): void {
  if (!line.includes('"error"')) return;
  const said = parsed(line);
  if (said?.error !== undefined) throw new EngineRefusal(500, String(said.error));
}

function parsed(line: string): { readonly error?: unknown } | undefined {
  try {
    return JSON.parse(line) as { readonly error?: unknown };
  } catch {
    return undefined;
  }
}
