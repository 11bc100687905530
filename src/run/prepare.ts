/** From compose files to all that has to run: read, harden, plan. Touches nothing but the files it reads. */
import { harden } from "../harden/harden.ts";
import type { Hardened } from "../model/hardened.ts";
import type { Launch, Unrunnable } from "../model/launch.ts";
import type { Wanted } from "../model/plan.ts";
import type { Problem } from "../model/problem.ts";
import type { Stack } from "../model/stack.ts";
import { launchesOf } from "../plan/launch.ts";
import { wantedOf } from "../plan/wanted.ts";
import { readStack } from "../read/stack.ts";
import type { Site, Tools } from "./tools.ts";

export interface ComposeRequest {
  /** As the person named them. */
  readonly files: readonly string[];
  /** Absolute directory of the first. */
  readonly directory: string;
  readonly projectName?: string;
}

interface SourceText {
  readonly path: string;
  readonly text: string;
}

export interface Prepared {
  readonly original: Stack;
  readonly hardened: Hardened;
  readonly launches: readonly Launch[];
  readonly unrunnable: readonly Unrunnable[];
  /** What has to run, with the keys as they are now. */
  wanted(): Promise<readonly Wanted[]>;
  /** Notices only: with an error nothing is prepared. */
  readonly problems: readonly Problem[];
  /** Every file that was read, compose files first. */
  readonly texts: readonly SourceText[];
  readonly site: Site;
}

/** What cannot be prepared, and everything that is wrong with it. */
export interface Refused {
  readonly refused: readonly Problem[];
}

export async function prepare(request: ComposeRequest, tools: Tools): Promise<Prepared | Refused> {
  const { stack: original, problems, texts } = await load(request, tools);
  if (original === undefined || problems.some((problem) => problem.severity === "error")) return { refused: problems };
  const site = tools.site(request.directory, original.name);
  const hardened = harden(original);
  const { launches, unrunnable, problems: unplanned } = launchesOf(hardened, site.layout);
  const all = [...problems, ...hardened.notices, ...unplanned];
  if (all.some((problem) => problem.severity === "error")) return { refused: all };
  const wanted = async () =>
    wantedOf(launches, hardened.generated, site.digest, await site.keys.fingerprints(hardened.generated));
  return { original, hardened, launches, unrunnable, wanted, problems: all, texts, site };
}

interface Loaded {
  readonly stack?: Stack;
  readonly problems: readonly Problem[];
  readonly texts: readonly SourceText[];
}

/** Fetches file after file that the reader names, until it has what it needs. */
async function load(request: ComposeRequest, tools: Tools): Promise<Loaded> {
  const read = await Promise.all(request.files.map(async (path) => ({ path, text: await tools.readText(path) })));
  const unread = read.filter((file) => file.text === undefined).map((file) => missing(file.path));
  if (unread.length > 0) return { problems: unread, texts: [] };
  const files = read.map(({ path, text }) => ({ path, text: text ?? "" }));
  const found = new Map<string, string | undefined>();
  for (;;) {
    const { directory, projectName } = request;
    const sources = { files, directory, environment: tools.environment, found };
    const result = readStack(projectName === undefined ? sources : { ...sources, projectName });
    if (result.done) return { stack: result.stack, problems: result.problems, texts: [...files, ...textsOf(found)] };
    for (const path of result.needs) found.set(path, await tools.readText(path));
  }
}

function textsOf(found: ReadonlyMap<string, string | undefined>): readonly SourceText[] {
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
