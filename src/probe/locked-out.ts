import type { Identity } from "../model/identity.ts";
import { atMost, atOnceTo } from "./at-most.ts";
import type { Door } from "./door.ts";
import type { Knock } from "./knock.ts";
import type { Observation, Scene } from "./probe.ts";
import { attemptMs, within } from "./within.ts";
import { few, reasonOf } from "./words.ts";

export const tryAgain =
  "See that the server is up and not overloaded (`edgeward ps`), then run `edgeward verify` again.";

/**
 * The control of every probe that expects refusals.
 * @returns what to say when somebody who must get in does not; undefined when all of them do
 * @throws only the signal's reason
 */
export async function whoIsLockedOut(
  door: Door,
  friends: readonly Identity[],
  scene: Scene,
  signal: AbortSignal,
): Promise<Omit<Observation, "service"> | undefined> {
  if (friends.length === 0)
    return {
      verdict: "unknown",
      evidence: "no control: the server has no identity that could get in",
      remedy: tryAgain,
    };
  const knocks = await atMost(atOnceTo(door.endpoint), friends, async (friend): Promise<Knock> => {
    try {
      const login = await within(attemptMs, signal, () => scene.login(friend));
      return await door.knock(login, friend, signal);
    } catch (error) {
      signal.throwIfAborted();
      return { answer: "unclear", text: `no password (${reasonOf(error)})` };
    }
  });
  const failed = friends.flatMap((friend, i) =>
    knocks[i]?.answer === "accepted" ? [] : [`${friend.user}: ${knocks[i]?.text}`],
  );
  if (failed.length === 0) return undefined;
  return { verdict: "unknown", evidence: `control: an identity was not let in: ${few(failed)}`, remedy: tryAgain };
}
