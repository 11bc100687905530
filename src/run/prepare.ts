/** From compose files to all that has to run: read, harden, plan. Touches nothing but the files it reads. */
import { harden } from "../harden/harden.ts";
import type { Hardened } from "../model/hardened.ts";
import type { Launch, Unrunnable } from "../model/launch.ts";
import type { Wanted } from "../model/plan.ts";
import type { Problem } from "../model/problem.ts";
import type { Stack } from "../model/stack.ts";
import { launchesOf } from "../plan/launch.ts";
import { wantedOf } from "../plan/wanted.ts";
import type { SourceFile } from "../read/sources.ts";
import { readStack } from "../read/stack.ts";
import { type ComposeRequest, load } from "./load.ts";
import type { Site, Tools } from "./tools.ts";

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
  readonly texts: readonly SourceFile[];
  readonly site: Site;
}

/** What cannot be prepared, and everything that is wrong with it. */
export interface Refused {
  readonly refused: readonly Problem[];
}

export async function prepare(request: ComposeRequest, tools: Tools): Promise<Prepared | Refused> {
  const loaded = await load(request, tools, readStack);
  if ("missing" in loaded) return { refused: loaded.missing };
  const { stack: original, problems } = loaded.read;
  if (problems.some((problem) => problem.severity === "error")) return { refused: problems };
  const site = await tools.site(request.directory, original.name);
  const hardened = harden(original);
  const { launches, unrunnable, problems: unplanned } = launchesOf(hardened, site.layout);
  const all = [...problems, ...hardened.notices, ...unplanned];
  if (all.some((problem) => problem.severity === "error")) return { refused: all };
  const wanted = async () =>
    wantedOf(launches, hardened.generated, site.digest, await site.keys.fingerprints(hardened.generated));
  return { original, hardened, launches, unrunnable, wanted, problems: all, texts: loaded.texts, site };
}
