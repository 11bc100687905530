/** From compose files to all that has to run: read, harden, plan. Touches nothing but the files it reads. */
import { harden } from "../harden/harden.ts";
import { withUsers } from "../harden/with-users.ts";
import type { Hardened } from "../model/hardened.ts";
import type { Launch, Unrunnable } from "../model/launch.ts";
import type { ServiceName } from "../model/name.ts";
import type { Wanted } from "../model/plan.ts";
import type { Problem } from "../model/problem.ts";
import type { Stack } from "../model/stack.ts";
import type { UserBook, Way } from "../model/user-book.ts";
import { programNameOf, programsNamed } from "../plan/launch/system/unfit.ts";
import { type Launches, launchesOf } from "../plan/launch.ts";
import { filesByUse, wantedOf } from "../plan/wanted.ts";
import type { SourceFile } from "../read/sources.ts";
import { readStack } from "../read/stack.ts";
import { type ComposeRequest, load } from "./load.ts";
import type { Site, Tools } from "./tools.ts";

export interface Prepared {
  readonly original: Stack;
  readonly hardened: Hardened;
  readonly launches: readonly Launch[];
  readonly unrunnable: readonly Unrunnable[];
  /** Without the users that a person added, and with everybody's first password. */
  readonly base: Hardened;
  wayOf(server: ServiceName): Way;
  /** The same stack with these users. */
  withBook(book: UserBook): Planned;
  /** What has to run, with the keys as they are now. */
  wantedFor(planned: Planned): Promise<readonly Wanted[]>;
  /** The same, with users as they are now: they may be others than when the stack was read. */
  wanted(): Promise<readonly Wanted[]>;
  /** Notices only: with an error nothing is prepared. */
  readonly problems: readonly Problem[];
  /** Every file that was read, compose files first. */
  readonly texts: readonly SourceFile[];
  readonly site: Site;
}

export interface Planned extends Launches {
  readonly hardened: Hardened;
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
  const base = harden(original);
  const programs = await site.programs(programsNamed(original));
  const wayOf = (server: ServiceName) => wayIn(original, server);
  const withBook = (book: UserBook): Planned => {
    const hardened = withUsers(base, book, wayOf);
    return { hardened, ...launchesOf(hardened, site.layout, programs) };
  };
  const { hardened, launches, unrunnable, problems: unplanned } = withBook(await site.users.read());
  const all = [...problems, ...hardened.notices, ...unplanned];
  if (all.some((problem) => problem.severity === "error")) return { refused: all };
  const wantedFor = async ({ hardened: { generated }, launches: own }: Planned) => {
    const { fixed, reread } = filesByUse(own, generated);
    const prints = { fixed: await site.keys.fingerprints(fixed), reread: await site.keys.fingerprints(reread) };
    return wantedOf(own, generated, site.digest, prints);
  };
  let last: { readonly state: string; readonly wanted: readonly Wanted[] } | undefined;
  const wanted = async () => {
    // Whoever watches asks twice a second.
    const state = await site.users.state();
    if (last?.state !== state) last = { state, wanted: await wantedFor(withBook(await site.users.read())) };
    return last.wanted;
  };
  return {
    original,
    hardened,
    launches,
    unrunnable,
    base,
    wayOf,
    withBook,
    wantedFor,
    wanted,
    problems: all,
    texts: loaded.texts,
    site,
  };
}

/** The embedded services heed two passwords of one user; of installed programs, mosquitto takes the last, and InfluxDB keeps one. */
function wayIn({ services }: Stack, server: ServiceName): Way {
  const service = services.find(({ name }) => name === server);
  // A dashboard has one login, and its name stays.
  if (service?.role === "dashboard") return "replaced";
  switch (service && programNameOf(service)) {
    case "mosquitto":
      return "renamed";
    case "influxd":
      return "replaced";
    case undefined:
      return "both";
  }
}
