/**
 * A stack on the local engine, as the commands about users see it.
 * Invariant, also for a command that is killed between any two of its steps: servers let a new password in before any client's file holds
 * it, and the old one until the last client has moved. So what a client was handed last gets in at every moment, at the server that runs as
 * at one that starts anew. What cannot keep it: a server that takes one password a user (`replaced`), and a service of ours whose name
 * alternates (`renamed`), which is told its name when it starts: between its file and the book, a few milliseconds, it must not start.
 */
import { Fault } from "../../model/fault.ts";
import { runsProgram } from "../../model/launch.ts";
import { generatedFile } from "../../model/layout.ts";
import { handOverDirectory, operator, ownFile } from "../../model/own-file.ts";
import type { Observed, Step, Wanted } from "../../model/plan.ts";
import type { SecretRef } from "../../model/secret.ts";
import { havingRole } from "../../model/stack.ts";
import { isServer, reloadsTo } from "../../plan/steps.ts";
import type { Clock } from "../clock.ts";
import type { Planned, Prepared } from "../prepare.ts";
import type { Tell } from "../tell.ts";
import { serverFiles } from "./server-files.ts";
import type { UserTarget } from "./user-target.ts";

/** A service that had to start anew because of it is back by then; milliseconds. */
const backMs = 20_000;
const lookAgainMs = 20;

export function stackUsers(prepared: Prepared, clock: Clock, tell: Tell): UserTarget {
  const { site, base, launches } = prepared;
  const { keys, engine, users, layout } = site;

  async function perform(step: Step, signal: AbortSignal): Promise<void> {
    const name = step.step === "stop" ? step.service : step.wanted.launch.service;
    const from = clock.elapsed();
    await engine.perform(step, signal);
    tell({ event: "done", what: `${step.step} ${name}`, tookMs: clock.elapsed() - from });
  }

  /** What has to start anew for no other reason than this change: a service that is told its user's name at its start. */
  function restarts(before: readonly Wanted[], after: readonly Wanted[], { services }: Observed): readonly Wanted[] {
    return after.filter(({ launch: { service }, hash }) => {
      const seen = services.find((one) => one.service === service);
      const was = before.find((one) => one.launch.service === service);
      return seen !== undefined && seen.hash === was?.hash && hash !== was.hash;
    });
  }

  return {
    clock,
    tell,
    brokers: havingRole(base.stack, "broker").map(({ name }) => name),
    identities: base.identities,
    taken: [],
    wayOf: prepared.wayOf,
    book: users.read,
    async apply(book, retired, signal) {
      const planned = prepared.withBook(book);
      const was = prepared.withBook(await users.read());
      await keys.retire(newIn(planned, was));
      await keys.ensure([...planned.hardened.secrets, ...was.hardened.secrets]);
      // A server's list before the book: whatever starts or reads anew once the book is there finds what the book says.
      const isTold = toldAnew(planned, was);
      await keys.place([
        ...serverFiles(planned),
        ...planned.hardened.generated.filter(({ service }) => isTold(service)),
      ]);
      await users.write(book);
      const after = await prepared.wantedFor(planned);
      const observed = await engine.observe(signal);
      const anew = restarts(await prepared.wantedFor(was), after, observed);
      const reloads = reloadsTo(after, observed).flatMap((step) => (step.step === "reload" ? [step.wanted] : []));
      // What is written into the state is written by one process: where somebody watches, they do it.
      const isWatched = (await site.supervision.current()) !== undefined;
      const servers = reloads.filter(isServer);
      const reload = async (all: readonly Wanted[]) => {
        const byUs = all.filter(({ launch }) => !(isWatched && runsProgram(launch)));
        for (const wanted of byUs) await perform({ step: "reload", wanted }, signal);
        await inForce(all, signal);
      };
      await reload(servers);
      // And a client's password after the server knows it.
      await keys.fill(planned.hardened.generated, "owner");
      await reload(reloads.filter((one) => !servers.includes(one)));
      for (const wanted of isWatched ? [] : anew) {
        await perform({ step: "stop", service: wanted.launch.service, why: "its user has another name" }, signal);
        await perform({ step: "start", wanted }, signal);
      }
      await inForce(anew, signal);
      await keys.retire(retired);
    },
    async logins(server, names, signal) {
      const launch = launches.find(({ service }) => service === server);
      return launch && engine.logins(launch, names, signal);
    },
    fixed: () => undefined,
    isOurs: ({ owner }) => launches.some(({ service }) => service === owner),
    passwordFile({ owner, user, target }) {
      if (target === "dashboard") return generatedFile(layout, operator, ownFile.consolePassword);
      const name = target === "broker" ? ownFile.mqttPassword : ownFile.databasePassword;
      return owner === "outside"
        ? generatedFile(layout, operator, `${handOverDirectory}/${user}/${name}`)
        : generatedFile(layout, owner, name);
    },
  };

  async function inForce(wanted: readonly Wanted[], signal: AbortSignal): Promise<void> {
    if (wanted.length === 0) return;
    const deadline = clock.elapsed() + backMs;
    for (;;) {
      const { services } = await engine.observe(signal);
      const late = wanted.filter(({ launch: { service }, hash, secrets }) => {
        const seen = services.find((one) => one.service === service);
        return seen?.hash !== hash || seen.secrets !== secrets || seen.health !== "healthy";
      });
      if (late.length === 0) return;
      if (clock.elapsed() > deadline) {
        const names = late.map(({ launch }) => launch.service);
        throw new Fault("not-ready", `not ready in time: ${names.join(", ")}`, `See \`edgeward logs ${names[0]}\`.`);
      }
      await clock.sleep(lookAgainMs, signal);
    }
  }
}

/** Services whose launch says another user: they start anew, with the password that goes with it. */
function toldAnew(planned: Planned, was: Planned): (service: string) => boolean {
  const before = new Map(was.launches.map((launch) => [launch.service as string, JSON.stringify(launch)]));
  const others = planned.launches.filter((launch) => before.get(launch.service) !== JSON.stringify(launch));
  const names = new Set<string>(others.map(({ service }) => service));
  return (service) => names.has(service);
}

/** None of them exists yet, but for what an interrupted command left behind: a password that was given away must not come back. */
function newIn(planned: Planned, was: Planned): readonly SecretRef[] {
  const before = new Set(was.hardened.secrets.map(({ ref }) => ref));
  return planned.hardened.secrets.flatMap(({ kind, ref }) => (kind === "password" && !before.has(ref) ? [ref] : []));
}
