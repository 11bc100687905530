import { randomBytes } from "node:crypto";
import type { Door } from "./door.ts";
import { doorsOf } from "./doors.ts";
import type { Login, Observation, Probe, Scene } from "./probe.ts";
import { type Stranger, turnsAway } from "./turns-away.ts";
import { attemptMs, within } from "./within.ts";
import { reasonOf } from "./words.ts";

/** Control: every identity gets in with its own password. */
export const refusesWrongPassword: Probe = {
  id: "refuses-wrong-password",
  claim: "Every identity gets in with its own password and with no other",
  look: (scene, signal) => Promise.all(doorsOf(scene).map((door) => lookAt(door, scene, signal))),
};

async function lookAt(door: Door, scene: Scene, signal: AbortSignal): Promise<Observation> {
  try {
    const logins = await Promise.all(
      door.identities.map((identity) => within(attemptMs, signal, () => scene.login(identity))),
    );
    return await turnsAway(door, door.identities, strangersFor(door, logins), scene, signal);
  } catch (error) {
    signal.throwIfAborted();
    const remedy = "See that the key ring is there and readable by you, then run `edgeward verify` again.";
    return { service: door.service, verdict: "unknown", evidence: `no password: ${reasonOf(error)}`, remedy };
  }
}

function strangersFor({ identities, counts = false }: Door, logins: readonly Login[]): readonly Stranger[] {
  const wrong = randomBytes(24).toString("base64url");
  const perIdentity = identities.flatMap((like, i): readonly Stranger[] => {
    const { user } = like;
    const own = logins[i]?.password ?? "";
    const another = logins[(i + 1) % logins.length]?.password ?? own;
    return [
      { label: `${user} with a wrong password`, caller: { user, password: wrong }, like },
      { label: `${user} with an empty password`, caller: { user, password: "" }, like },
      { label: `${user} with the beginning of its password`, caller: { user, password: own.slice(0, -1) }, like },
      ...(another === own
        ? []
        : [{ label: `${user} with another's password`, caller: { user, password: another }, like }]),
      ...(counts
        ? [
            {
              label: `${user} with a wrong password on the page`,
              caller: { user, password: wrong, onPage: true },
              like,
            },
          ]
        : []),
    ];
  });
  const nobody = `edgeward-${randomBytes(6).toString("hex")}`;
  const known = logins[0]?.password ?? wrong;
  return [
    { label: "an unknown user", caller: { user: nobody, password: wrong } },
    { label: "an unknown user with an identity's password", caller: { user: nobody, password: known } },
    ...perIdentity,
  ];
}
