/** What is seen inside the tasks of each promised service; looked at once for a scene, however many probes ask. */

import type { ServiceSpec } from "../../../model/engine-api.ts";
import { Fault } from "../../../model/fault.ts";
import type { SwarmNode } from "../../../model/swarm-node.ts";
import { throwAwayLabel } from "../../../model/swarm-plan.ts";
import type { Observation } from "../../probe.ts";
import { counted, few, reasonOf } from "../../words.ts";
import type { SwarmScene } from "../scene.ts";
import { type Inside, lookInside } from "./inside.ts";
import { standingOf } from "./standing.ts";
import { allServices, allTasks, type SeenTask } from "./tasks.ts";

interface View {
  readonly node: string;
  /** Or why there is none. */
  readonly inside: Inside | Pick<Observation, "evidence" | "remedy">;
}

export interface ServiceViews {
  readonly spec: ServiceSpec;
  readonly views: readonly View[];
  /** None runs, and none is to run any more. */
  readonly over: boolean;
  /** Fewer run than are to. */
  readonly missing?: string;
}

const by = "tasks";
const kept = new WeakMap<SwarmScene, Promise<readonly ServiceViews[]>>();

export function viewsOf(scene: SwarmScene, signal: AbortSignal): Promise<readonly ServiceViews[]> {
  const looking = kept.get(scene) ?? lookAtAll(scene, signal);
  kept.set(scene, looking);
  // Whoever asks after a failure looks again.
  looking.catch(() => kept.delete(scene));
  return looking;
}

async function lookAtAll(scene: SwarmScene, signal: AbortSignal): Promise<readonly ServiceViews[]> {
  const services = await allServices(scene, signal);
  const tasks = await allTasks(scene, signal);
  const nodes = await scene.swarm.nodes(signal);
  await Promise.all(nodes.map((node) => clear(scene, node, signal)));
  const seen: ServiceViews[] = [];
  for (const spec of scene.services) {
    const { running, over, missing } = standingOf(spec, services, tasks, nodes);
    const views = running.map((task) => view(scene, task, nodes, signal));
    seen.push({ spec, views: await Promise.all(views), over, ...(missing !== undefined && { missing }) });
  }
  return seen;
}

async function view(
  scene: SwarmScene,
  task: SeenTask,
  nodes: readonly SwarmNode[],
  signal: AbortSignal,
): Promise<View> {
  const node = nodes.find(({ id }) => id === task.NodeID);
  const hostname = node?.hostname ?? "a node that the swarm does not list";
  try {
    const engine = node && (await scene.swarm.engineOf(node, signal));
    if (!engine)
      return { node: hostname, inside: { evidence: `${hostname}'s engine is not known here`, remedy: join } };
    const container = task.Status.ContainerStatus?.ContainerID ?? "";
    const image = await scene.helperImage(engine, signal);
    return { node: hostname, inside: await lookInside(engine, container, image, by, signal) };
  } catch (error) {
    signal.throwIfAborted();
    const remedy =
      error instanceof Fault ? error.remedy : "See what runs (`edgeward ps --engine swarm`), then verify again.";
    return { node: hostname, inside: { evidence: `${hostname}: ${reasonOf(error)}`, remedy } };
  }
}

/** What a run left that was killed. */
async function clear({ swarm }: SwarmScene, node: SwarmNode, signal: AbortSignal): Promise<void> {
  const engine = await swarm.engineOf(node, signal).catch(() => undefined);
  if (!engine) return;
  const query = { all: true, filters: { label: { [`${throwAwayLabel}=${by}`]: true } } };
  const left = await engine.ask<readonly { readonly Id: string }[]>("GET", "/containers/json", { query, signal });
  await Promise.all(
    left.map(({ Id }) => engine.ask("DELETE", `/containers/${Id}`, { query: { force: true }, signal })),
  );
}

const join = "Say how it is reached: `edgeward node join ADDRESS` (for example ssh://user@host), then verify again.";
const bringUp =
  "See what runs (`edgeward ps --engine swarm`), bring the stack up (`edgeward up --engine swarm`), then verify again.";

/** The observation of one service: what is wrong in any task counts before what could not be seen in another. */
export function judgeViews(
  { views, over, missing }: ServiceViews,
  judge: (inside: Inside, node: string) => Observation,
): Observation | undefined {
  if (views.length === 0)
    return over ? undefined : { verdict: "unknown", evidence: missing ?? "no task of it runs", remedy: bringUp };
  const judged = views.map(
    ({ node, inside }): Observation =>
      "processes" in inside ? judge(inside, node) : { verdict: "unknown", ...inside },
  );
  const bad = judged.find(({ verdict }) => verdict === "fail") ?? judged.find(({ verdict }) => verdict === "unknown");
  const [first] = judged;
  if (bad || !first) return bad;
  if (missing !== undefined) return { verdict: "unknown", evidence: `${missing}; ${first.evidence}`, remedy: bringUp };
  if (views.length === 1) return first;
  const others = views.slice(1).map(({ node }) => node);
  return {
    ...first,
    evidence: `${first.evidence}; so ${others.length === 1 ? "is" : "are"} ${counted(others.length, "more task")} on ${few([...new Set(others)])}`,
  };
}
