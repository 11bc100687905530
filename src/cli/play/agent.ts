import { resolve } from "node:path";
import { Fault } from "../../model/fault.ts";
import { readAgent } from "../../run/play/read-play.ts";
import type { Context } from "../context.ts";
import { playThis, textOf } from "./play-this.ts";

/** `edgeward play agent`: until it is ended. */
export async function playAgent({ collect }: { readonly collect?: string }, context: Context): Promise<number> {
  const { environment } = context.tools;
  const named = collect ?? environment.EDGEWARD_COLLECT;
  if (!named) {
    const remedy =
      'Add --collect FILE, or set EDGEWARD_COLLECT; in it for example {"host": {"topic": "sensors/host"}}.';
    throw new Fault("bad-command-line", "nothing says what to collect", remedy);
  }
  const file = await textOf(resolve(named), context);
  return playThis(readAgent(file, environment), await context.tools.play(), context);
}
