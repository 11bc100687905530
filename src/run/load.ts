/** Fetches file after file that a reader names, until it has what it needs. */
import type { Problem } from "../model/problem.ts";
import type { SourceFile, Sources } from "../read/sources.ts";
import { inTurns } from "./in-turns.ts";
import type { Tools } from "./tools.ts";

export interface ComposeRequest {
  /** As the person named them. */
  readonly files: readonly string[];
  /** Absolute directory of the first. */
  readonly directory: string;
  readonly projectName?: string;
  /** Profiles to bring in, in place of those in COMPOSE_PROFILES; `*` means all. */
  readonly profiles?: readonly string[];
  /** Absolute paths of files of variables, in place of `.env` in the directory. */
  readonly envFiles?: readonly string[];
}

export type Loaded<Done> =
  /** `texts`: every file that was read, compose files first. */
  { readonly read: Done; readonly texts: readonly SourceFile[] } | { readonly missing: readonly Problem[] };

export async function load<Done extends { readonly done: true }>(
  request: ComposeRequest,
  tools: Tools,
  read: (sources: Sources) => Done | { readonly done: false; readonly needs: readonly string[] },
): Promise<Loaded<Done>> {
  const given = await inTurns(request.files, async (path) => ({ path, text: await tools.readText(path) }));
  const unread = given.filter((file) => file.text === undefined).map((file) => missing(file.path));
  if (unread.length > 0) return { missing: unread };
  const files = given.map(({ path, text }) => ({ path, text: text ?? "" }));
  const found = new Map<string, string | undefined>();
  const { directory, projectName, profiles = [], envFiles } = request;
  const sources: Sources = {
    files,
    directory,
    environment: tools.environment,
    found,
    parsed: new Map(),
    ...(projectName !== undefined && { projectName }),
    ...(profiles.length > 0 && { profiles }),
    ...(envFiles && { envFiles }),
  };
  for (;;) {
    const result = read(sources);
    if (result.done) return { read: result, texts: [...files, ...textsOf(found)] };
    const more = await inTurns(result.needs, async (path) => [path, await tools.readText(path)] as const);
    for (const [path, text] of more) found.set(path, text);
  }
}

function textsOf(found: ReadonlyMap<string, string | undefined>): readonly SourceFile[] {
  return [...found].flatMap(([path, text]) => (text === undefined ? [] : [{ path, text }]));
}

function missing(path: string): Problem {
  return {
    severity: "error",
    code: "unreadable-file",
    at: { file: path, line: 1, column: 1 },
    what: "the compose file is not there or cannot be read",
    remedy: "Name the file with -f, or run the command in its directory.",
  };
}
