import { teardown } from "../run/teardown.ts";
import type { ComposeOptions } from "./compose-request.ts";
import { type Context, exit } from "./context.ts";
import { progress } from "./progress.ts";
import { siteOf } from "./site-of.ts";

export interface DownOptions extends ComposeOptions {
  readonly volumes?: boolean;
  readonly keys?: boolean;
}

/** Needs no readable compose file: what was made is known from what was noted when it was made. */
export async function down(options: DownOptions, { tools, screen, signal }: Context): Promise<number> {
  const site = await siteOf(options, tools);
  const what = { volumes: options.volumes === true, keys: options.keys === true };
  await using _lock = await site.supervision.lock(signal);
  await teardown(site, what, tools.clock, progress(screen), signal);
  const kept = [
    what.volumes ? [] : ["data (--volumes removes it)"],
    what.keys ? [] : ["keys (--keys removes them)"],
  ].flat();
  screen.say(kept.length === 0 ? "Down; nothing is left." : `Down. Kept: ${kept.join(", ")}.`);
  return exit.done;
}
