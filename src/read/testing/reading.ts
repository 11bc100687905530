import type { Problem } from "../../model/problem.ts";
import type { Stack } from "../../model/stack.ts";
import { readStack } from "../stack.ts";

export interface Reading {
  readonly stack: Stack;
  readonly problems: readonly Problem[];
  /** `severity code file:line:column`, short enough for a table. */
  readonly said: readonly string[];
  /** What was asked for, round by round. */
  readonly asked: readonly (readonly string[])[];
}

export interface Given {
  readonly environment?: Readonly<Record<string, string>>;
  /** Further files by their absolute path. */
  readonly disk?: Readonly<Record<string, string>>;
  readonly projectName?: string;
}

/** Where the tests' stacks lie. */
export const directory = "/srv/stack";

/** Reads compose texts as the edge does: asks, fetches, asks again. */
export function reading(texts: string | Readonly<Record<string, string>>, given: Given = {}): Reading {
  const named = typeof texts === "string" ? { "compose.yml": texts } : texts;
  const files = Object.entries(named).map(([path, text]) => ({ path, text }));
  const found = new Map<string, string | undefined>();
  const asked: (readonly string[])[] = [];
  const { environment = {}, disk = {}, projectName } = given;
  for (let round = 0; round < 5; round++) {
    const result = readStack({
      files,
      directory,
      environment,
      found,
      ...(projectName !== undefined && { projectName }),
    });
    if (result.done) {
      const { stack, problems } = result;
      const said = problems.map(({ severity, code, at }) => `${severity} ${code} ${at.file}:${at.line}:${at.column}`);
      return { stack, problems, said, asked };
    }
    if (result.needs.length === 0 || result.needs.some((path) => found.has(path))) break;
    asked.push(result.needs);
    for (const path of result.needs) found.set(path, disk[path]);
  }
  throw new Error(`the reader does not come to an end: ${JSON.stringify(asked)}`);
}

/** A compose text with one service, `web`, and whatever more its lines say. */
export const aService = (body: string): string => `services:\n  web:\n    image: nginx\n${body}`;

/** Reads a text and takes its first service. */
export function readingOne(text: string, given: Given = {}) {
  const read = reading(text, given);
  const [web] = read.stack.services;
  if (!web) throw new Error("no service was read");
  return { web, ...read };
}
