/** Takes a stack off a swarm, and looks again: what is said to be gone is gone. What is not ours stays. */
import { EngineRefusal } from "../../../engine/docker/docker.ts";
import type { SwarmEngine } from "../../../engine/swarm-engine.ts";
import { Fault } from "../../../model/fault.ts";
import type { SwarmNode } from "../../../model/swarm-node.ts";
import { isOurs, type SwarmSeen, type SwarmStep } from "../../../model/swarm-plan.ts";
import { isGone, stepsDown, stepsForData, tasksOf } from "../../../plan/swarm-steps/steps-down.ts";
import type { Clock } from "../../clock.ts";
import type { Tell } from "../../tell.ts";
import { throughOutages } from "./outage.ts";
import { stepWords } from "./step-words.ts";

export interface TeardownSwarmOptions {
  readonly engine: SwarmEngine;
  readonly clock: Clock;
  readonly tell: Tell;
  /** Also the volumes, on each node that can be reached, and the labels that tied services to them. */
  readonly volumes: boolean;
  /** How long tasks may take to end, in milliseconds. */
  readonly timeoutMs: number;
}

const lookAgainMs = 500;

/**
 * @returns nodes where we could not look for volumes: what is there, nobody knows
 * @throws Fault "not-ready" when something does not go in time
 */
export async function teardownSwarm(
  stack: string,
  options: TeardownSwarmOptions,
  signal: AbortSignal,
): Promise<readonly SwarmNode[]> {
  const { engine, clock, timeoutMs } = options;
  const patience = { ...options, patienceMs: timeoutMs };
  const told = new Set<string>();
  let quietSince = clock.elapsed();
  let left = Number.POSITIVE_INFINITY;
  for (;;) {
    signal.throwIfAborted();
    const seen = await throughOutages(() => engine.observe(stack, signal), patience, signal);
    if (isGone(stack, seen)) {
      await containersGone(stack, seen, options, signal);
      return options.volumes ? await removeData(stack, seen, options, signal) : [];
    }
    const size =
      seen.services.length + seen.networks.length + seen.tasks.length + seen.secrets.length + seen.configs.length;
    if (size < left) quietSince = clock.elapsed();
    left = size;
    for (const step of stepsDown(stack, seen)) await remove(step, options, told, signal);
    if (clock.elapsed() - quietSince > timeoutMs) throw stays(stack, seen);
    await clock.sleep(lookAgainMs, signal);
  }
}

/** What is in use is let go of when the tasks have ended: then it is asked once more. */
async function remove(step: SwarmStep, options: TeardownSwarmOptions, told: Set<string>, signal: AbortSignal) {
  const { engine, clock, tell } = options;
  const from = clock.elapsed();
  try {
    await throughOutages(() => engine.perform(step, signal), { ...options, patienceMs: options.timeoutMs }, signal);
  } catch (error) {
    if (error instanceof EngineRefusal) return false;
    throw error;
  }
  const what = stepWords(step);
  if (!told.has(what)) tell({ event: "done", what, tookMs: clock.elapsed() - from });
  told.add(what);
  return true;
}

/** A task is over for the swarm before its node has removed the container. */
async function containersGone(stack: string, { nodes }: SwarmSeen, options: TeardownSwarmOptions, signal: AbortSignal) {
  const { engine, clock, timeoutMs } = options;
  const from = clock.elapsed();
  for (;;) {
    const { containers } = await engine.remains(stack, nodes, signal);
    if (containers.length === 0) return;
    if (clock.elapsed() - from > timeoutMs) {
      const what = `containers are still there: ${containers.join(", ")}`;
      throw new Fault("not-ready", what, "Look on these nodes with `docker ps -a`, and run this again.");
    }
    await clock.sleep(lookAgainMs, signal);
  }
}

async function removeData(
  stack: string,
  seen: SwarmSeen,
  options: TeardownSwarmOptions,
  signal: AbortSignal,
): Promise<readonly SwarmNode[]> {
  const { engine, clock, timeoutMs } = options;
  const told = new Set<string>();
  const from = clock.elapsed();
  for (;;) {
    const { volumes, unseen } = await engine.remains(stack, seen.nodes, signal);
    // Labels go last: as long as data is left somewhere, they say where.
    const steps = stepsForData(stack, seen, volumes).filter(
      ({ step }) => volumes.length === 0 || step === "remove-volume",
    );
    const data = unseen.length > 0 ? steps.filter(({ step }) => step === "remove-volume") : steps;
    for (const step of data) await remove(step, options, told, signal);
    if (volumes.length === 0) return unseen;
    if (clock.elapsed() - from > timeoutMs) {
      const names = volumes.map(({ name, node }) => `${name} on ${node.hostname}`).join(", ");
      throw new Fault(
        "not-ready",
        `volumes are still in use: ${names}`,
        "See which container uses them: `docker ps -a` there.",
      );
    }
    await clock.sleep(lookAgainMs, signal);
  }
}

function stays(stack: string, seen: SwarmSeen): Fault {
  const { nodes } = seen;
  const left = [...seen.services, ...seen.networks, ...seen.secrets, ...seen.configs].filter((one) =>
    isOurs(one, stack),
  );
  const tasks = tasksOf(stack, seen);
  const hosts = tasks.map(({ node }) => nodes.find(({ id }) => id === node)?.hostname ?? "no node");
  const what =
    tasks.length > 0
      ? `${tasks.length} tasks do not end, on ${[...new Set(hosts)].join(", ")}`
      : `these do not go: ${left.map(({ name }) => name).join(", ")}`;
  return new Fault("not-ready", what, "See whether these nodes are up (`docker node ls`), and run this again.");
}
