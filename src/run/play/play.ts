/** Plays a role until it is ended, and says how it is doing where `edgeward play --health` looks. */
import type { Played } from "../../model/play.ts";
import type { Clock } from "../clock.ts";
import type { PlayTools } from "./play-tools.ts";

/** Between two words on how it is doing. */
const everyMs = 2_000;
/** A word older than this is nobody's: nine were missed. */
const staleMs = 10 * everyMs;

interface Word {
  readonly atMs: number;
  readonly health: string;
  readonly detail: string;
}

/** @param say told when what it does not get written down, once, and of every change of how it is doing */
export async function play(
  played: Played,
  { start, health }: PlayTools,
  clock: Clock,
  say: (what: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let told = "";
  const tell = (what: string) => {
    if (what !== told) say(what);
    told = what;
  };
  try {
    await using playing = await start(played, signal);
    while (!signal.aborted) {
      const seen = playing.health();
      tell(`${seen.health}: ${seen.detail}`);
      const word: Word = { atMs: clock.now(), ...seen };
      await health
        .write(JSON.stringify(word))
        .catch((error) => say(`${health.path} cannot be written: ${error.message}`));
      await clock.sleep(everyMs, signal).catch(() => {});
    }
  } finally {
    await health.remove();
  }
}

export type Judged = { readonly verdict: "healthy" | "unhealthy" | "unknown"; readonly detail: string };

/** What whoever plays here said last. */
export async function healthOf({ health }: PlayTools, clock: Clock): Promise<Judged> {
  const text = await health.read();
  if (text === undefined) return { verdict: "unknown", detail: `${health.path} is not there: nobody plays here` };
  const word = parsed(text);
  if (!word) return { verdict: "unknown", detail: `${health.path} was written by somebody else` };
  const oldMs = clock.now() - word.atMs;
  if (Math.abs(oldMs) > staleMs) {
    return { verdict: "unhealthy", detail: `the last word is ${Math.round(oldMs / 1000)} s old: ${word.detail}` };
  }
  return { verdict: word.health === "healthy" ? "healthy" : "unhealthy", detail: `${word.health}: ${word.detail}` };
}

function parsed(text: string): Word | undefined {
  try {
    const word = JSON.parse(text) as Word | null;
    return typeof word?.atMs === "number" && typeof word.health === "string" ? word : undefined;
  } catch {
    return undefined;
  }
}
