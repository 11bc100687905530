import { nodeAt, type Path, plainOf } from "../../model/node.ts";
import type { Problem } from "../../model/problem.ts";
import type { Project } from "../../model/project.ts";
import type { Stack } from "../../model/stack.ts";
import { readProject } from "../project.ts";
import type { ParsedFile, Sources } from "../sources.ts";
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
  readonly profiles?: readonly string[];
  /** Absolute paths of files of variables, in place of `.env`. */
  readonly envFiles?: readonly string[];
}

/** Where the tests' stacks lie. */
export const directory = "/srv/stack";

/** Reads compose texts as the edge does: asks, fetches, asks again. */
export function reading(texts: string | Readonly<Record<string, string>>, given: Given = {}): Reading {
  const { result, asked } = readBy(readStack, texts, given);
  return { stack: result.stack, ...told(result.problems), asked };
}

export interface ProjectReading extends Omit<Reading, "stack"> {
  readonly project: Project;
  /** What stands at a path of the tree, as plain data. */
  at(...path: Path): unknown;
}

export function readingProject(texts: string | Readonly<Record<string, string>>, given: Given = {}): ProjectReading {
  const { result, asked } = readBy(readProject, texts, given);
  const at = (...path: Path) => {
    const node = nodeAt(result.project.root, path);
    return node && plainOf(node);
  };
  return { project: result.project, at, ...told(result.problems), asked };
}

function told(problems: readonly Problem[]): Pick<Reading, "problems" | "said"> {
  const said = problems.map(({ severity, code, at }) => `${severity} ${code} ${at.file}:${at.line}:${at.column}`);
  return { problems, said };
}

function readBy<Done extends { readonly done: true }>(
  read: (sources: Sources) => Done | { readonly done: false; readonly needs: readonly string[] },
  texts: string | Readonly<Record<string, string>>,
  { environment = {}, disk = {}, projectName, profiles, envFiles }: Given,
): { readonly result: Done; readonly asked: Reading["asked"] } {
  const named = typeof texts === "string" ? { "compose.yml": texts } : texts;
  const files = Object.entries(named).map(([path, text]) => ({ path, text }));
  const found = new Map<string, string | undefined>();
  const asked: (readonly string[])[] = [];
  const parsed = new Map<string, ParsedFile>();
  const more = {
    parsed,
    ...(projectName !== undefined && { projectName }),
    ...(profiles && { profiles }),
    ...(envFiles && { envFiles }),
  };
  for (;;) {
    const result = read({ files, directory, environment, found, ...more });
    if (result.done) return { result, asked };
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
