import type { Identity } from "../model/identity.ts";
import { atMost, atOnceTo } from "./at-most.ts";
import type { Door } from "./door.ts";
import type { Knock } from "./knock.ts";
import { tryAgain, whoIsLockedOut } from "./locked-out.ts";
import type { Caller } from "./mqtt-link.ts";
import type { Observation, Scene } from "./probe.ts";
import { counted, few } from "./words.ts";

/** Somebody who must not get in. */
export interface Stranger {
  /** For people, without the password: `no credentials`, `telegraf with an empty password`. */
  readonly label: string;
  readonly caller: Caller;
  /** Whose way in is tried; a reader's where it is nobody's. */
  readonly like?: Identity;
}

/**
 * Whether a server turns strangers away, given that it lets its own in: one that is down refuses everybody and proves nothing.
 * @param friends the control: each must get in before, and the first again after when a stranger was refused without a word
 * @throws only the signal's reason
 */
export async function turnsAway(
  door: Door,
  friends: readonly Identity[],
  strangers: readonly Stranger[],
  scene: Scene,
  signal: AbortSignal,
): Promise<Observation> {
  const { service } = door;
  const control = await whoIsLockedOut(door, friends, scene, signal);
  if (control) return { service, ...control };
  const knocks = await atMost(atOnceTo(door.endpoint), strangers, async ({ label, caller, like }) => ({
    label,
    ...(await door.knock(caller, like, signal)),
  }));
  const labels = (...answers: readonly Knock["answer"][]) =>
    knocks.filter((one) => answers.includes(one.answer)).map((one) => one.label);
  const textOf = (label: string | undefined) => knocks.find((one) => one.label === label)?.text;
  const accepted = labels("accepted", "powerless");
  if (accepted.length > 0)
    return { service, verdict: "fail", evidence: `let in: ${few(accepted)} (${textOf(accepted[0])})`, remedy: closeIt };
  const unclear = labels("unclear");
  if (unclear.length > 0)
    return {
      service,
      verdict: "unknown",
      evidence: `no answer to ${few(unclear)}: ${textOf(unclear[0])}`,
      remedy: tryAgain,
    };
  const after =
    labels("closed").length > 0 ? await whoIsLockedOut(door, friends.slice(0, 1), scene, signal) : undefined;
  if (after) return { service, ...after };
  const texts = [...new Set(knocks.map((one) => one.text))];
  const refused = `${counted(knocks.length, "attempt")} refused: ${few(texts)}`;
  return {
    service,
    verdict: "pass",
    evidence: `${refused}; control: ${counted(friends.length, "identity", "identities")} let in`,
  };
}

const closeIt =
  "Set `allow_anonymous false` and a password_file (mosquitto), or authentication (database), or run `edgeward up`, which does so.";
