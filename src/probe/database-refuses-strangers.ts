import type { DatabaseIdentity } from "../model/identity.ts";
import { type Answer, ask } from "./ask.ts";
import { atMost, atOnceTo } from "./at-most.ts";
import { firstAdmin, freshNames, type Names, rightsTrials, strangersTrials, type Trial } from "./database-trials.ts";
import { databaseDoor } from "./door.ts";
import { tryAgain, whoIsLockedOut } from "./locked-out.ts";
import type { DatabaseScene, Observation, Probe, Scene } from "./probe.ts";
import { counted, few } from "./words.ts";

/**
 * Control: every identity gets in for what it may do (a reader reads; a writer gets as far as a parse error, which stores nothing).
 * What is let through by mistake bears a name of its own, and is taken back.
 */
export const databaseRefusesStrangers: Probe = {
  id: "database-refuses-strangers",
  claim: "The database serves its own identities alone, and each only what it may",
  look: (scene, signal) => Promise.all(scene.databases.map((database) => lookAt(database, scene, signal))),
};

async function lookAt(database: DatabaseScene, scene: Scene, signal: AbortSignal): Promise<Observation> {
  const { service, endpoint, identities, alwaysOpen = [] } = database;
  const names = freshNames();
  const attempt = async (trial: Trial) => {
    const answer = await ask(endpoint, scene.ca, trial.question, signal);
    return { trial, answer, outcome: trial.judge(answer) };
  };
  const locked = await whoIsLockedOut(databaseDoor(database, scene.ca), identities, scene, signal);
  if (locked) {
    // A database that nobody has set up lets nobody in but whoever comes first: success is its own control.
    const first = await attempt(firstAdmin(names));
    return first.outcome === "let through" ? await failure([first]) : { service, ...locked };
  }
  const users = identities.map(({ user }) => user);
  const rights = identities.map(async (one) => rightsTrials(one, await scene.login(one), names));
  const trials = [
    ...strangersTrials(identities[0]?.database ?? "", users, names, alwaysOpen),
    ...(await Promise.all(rights)).flat(),
  ];
  const attempts = await atMost(atOnceTo(endpoint), trials, attempt);
  const through = attempts.filter(({ outcome }) => outcome === "let through");
  if (through.length > 0) return await failure(through);
  const unclear = attempts.find(({ outcome }) => outcome === "unclear");
  if (unclear) {
    const evidence = `no clear answer to ${unclear.trial.label}: ${textOf(unclear.answer)}`;
    return { service, verdict: "unknown", evidence, remedy: tryAgain };
  }
  const left = await leftover(identities, endpoint, names, scene, signal);
  if (left.verdict !== "pass") return { service, ...left };
  const open = alwaysOpen.length === 0 ? "" : `; ${alwaysOpen.join(" and ")} stay open, whatever its settings say`;
  const control = `control: ${counted(users.length, "identity", "identities")} let in${open}`;
  return {
    service,
    verdict: "pass",
    evidence: `${counted(attempts.length, "attempt")} refused${left.evidence}; ${control}`,
  };

  async function failure(wrong: readonly { trial: Trial }[]): Promise<Observation> {
    const undone = await atMost(atOnceTo(endpoint), wrong, async ({ trial }) => {
      if (!trial.undo) return true;
      const answer = await ask(endpoint, scene.ca, trial.undo, signal);
      return answer.answered && answer.status < 300 && !answer.body.includes('"error"');
    });
    const behind = undone.includes(false) ? `; could not be taken back: everything named ${names.measurement}` : "";
    const evidence = `let through: ${few(wrong.map(({ trial }) => trial.label))}${behind}`;
    return { service, verdict: "fail", evidence, remedy: lock };
  }
}

/** Whether a write that was refused has left something all the same. */
async function leftover(
  identities: readonly DatabaseIdentity[],
  endpoint: DatabaseScene["endpoint"],
  { measurement }: Names,
  scene: Scene,
  signal: AbortSignal,
): Promise<Omit<Observation, "service">> {
  const reader = identities.find(({ access }) => access === "read");
  if (!reader) return { verdict: "pass", evidence: " (nobody may read, so what they left was not looked at)" };
  const query = { db: reader.database, q: `SELECT * FROM "${measurement}"` };
  const login = await scene.login(reader);
  const answer = await ask(endpoint, scene.ca, { method: "GET", path: "/query", query, login }, signal);
  if (!answer.answered || answer.status !== 200)
    return {
      verdict: "unknown",
      evidence: `${reader.user} could not look for leftovers: ${textOf(answer)}`,
      remedy: tryAgain,
    };
  if (answer.body.includes(measurement))
    return { verdict: "fail", evidence: `a write that was refused left the measurement ${measurement}`, remedy: lock };
  return { verdict: "pass", evidence: " and nothing left by them" };
}

const textOf = (answer: Answer): string => (answer.answered ? `HTTP ${answer.status}` : answer.text);

const lock =
  "Set `auth-enabled = true` and make the admin before the port opens; keep /debug and /metrics of an InfluxDB 1.x behind a proxy; or run `edgeward up`.";
