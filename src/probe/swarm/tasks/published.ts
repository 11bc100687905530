/** What each service of the stack publishes, by all who know: the promise, the manager, and the engines that are reached from here. */
import type { PortConfig } from "../../../model/engine-api.ts";
import type { SwarmNode } from "../../../model/swarm-node.ts";
import type { SwarmScene } from "../scene.ts";
import { standingOf } from "./standing.ts";
import { allServices, allTasks, isRunning, type SeenService, stackLabel } from "./tasks.ts";

export interface Published {
  /** As on the swarm: `shop_web`. */
  readonly name: string;
  readonly declared: readonly PortConfig[];
  /** Undefined: the swarm has no such service. */
  readonly there: readonly PortConfig[] | undefined;
  /** Of its containers, on nodes whose engine is reached from here. */
  readonly bound: readonly Bound[];
  /** Nodes that run it. */
  readonly runsOn: readonly SwarmNode[];
  /** It has ended, or is to run nowhere: then it need not be open anywhere. */
  readonly over?: boolean;
}

interface Bound {
  /** Host name. */
  readonly node: string;
  readonly published: number;
  readonly target: number;
  readonly protocol: string;
}

/** Of the promised services, and of those that are there in the stack's name besides. */
export async function publishedIn(
  scene: SwarmScene,
  nodes: readonly SwarmNode[],
  signal: AbortSignal,
): Promise<readonly Published[]> {
  const services = await allServices(scene, signal);
  const tasks = await allTasks(scene, signal);
  const running = tasks.filter(isRunning);
  const ours = services.filter(({ Spec }) => Spec.Labels?.[stackLabel] === scene.stack);
  const bound = await boundOn(scene, ours, nodes, signal);
  const names = new Set([...scene.services.map(({ Name }) => Name), ...ours.map(({ Spec }) => Spec.Name)]);
  return [...names].map((name): Published => {
    const there = ours.find(({ Spec }) => Spec.Name === name);
    const places = running.filter(({ ServiceID }) => ServiceID === there?.ID).map(({ NodeID }) => NodeID);
    const spec = scene.services.find(({ Name }) => Name === name);
    return {
      name,
      over: spec !== undefined && standingOf(spec, services, tasks, nodes).over,
      declared: spec?.EndpointSpec.Ports ?? [],
      there: there && (there.Endpoint?.Ports ?? []),
      bound: bound.get(name) ?? [],
      runsOn: nodes.filter(({ id }) => places.includes(id)),
    };
  });
}

interface Container {
  readonly Labels?: Readonly<Record<string, string>>;
  readonly Ports?: readonly { readonly PublicPort?: number; readonly PrivatePort: number; readonly Type: string }[];
}

/** By service. */
async function boundOn(
  { swarm }: SwarmScene,
  ours: readonly SeenService[],
  nodes: readonly SwarmNode[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly Bound[]>> {
  const bound = new Map<string, readonly Bound[]>();
  for (const node of nodes) {
    const engine = await swarm.engineOf(node, signal).catch(() => undefined);
    const containers = (await engine?.ask<readonly Container[]>("GET", "/containers/json", { signal })) ?? [];
    for (const { Labels = {}, Ports = [] } of containers) {
      const by = ours.find(({ ID }) => ID === Labels["com.docker.swarm.service.id"])?.Spec.Name;
      const ports = Ports.flatMap(({ PublicPort: published, PrivatePort: target, Type: protocol }): readonly Bound[] =>
        published === undefined ? [] : [{ node: node.hostname, published, target, protocol }],
      );
      if (by !== undefined) bound.set(by, [...(bound.get(by) ?? []), ...ports]);
    }
  }
  return bound;
}
