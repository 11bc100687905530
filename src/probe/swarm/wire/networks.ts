/** The networks that carry what the stack says from node to node. */
import { orAbsent } from "../../../engine/docker/docker.ts";
import type { PortConfig, ServiceSpec } from "../../../model/engine-api.ts";
import type { SwarmNode } from "../../../model/swarm-node.ts";
import type { SwarmScene } from "../scene.ts";
import { mayRun } from "../tasks/constraint.ts";
import { isRunning, type SeenService, type SeenTask } from "../tasks/tasks.ts";
import { usualPort } from "./capture.ts";

interface SeenNetwork {
  readonly Id: string;
  readonly Name: string;
  readonly Driver: string;
  readonly Ingress?: boolean;
  readonly Options?: Readonly<Record<string, string>> | null;
}

export interface Overlay {
  readonly id: string;
  readonly name: string;
  readonly vnis: readonly number[];
  /** Nodes that run tasks on it, or may at any time. */
  readonly nodes: readonly SwarmNode[];
}

const vniOption = "com.docker.network.driver.overlay.vxlanid_list";

/** @returns those of the promised services; `missing`: names of networks that are not there */
export async function overlaysOf(
  scene: SwarmScene,
  there: {
    readonly services: readonly SeenService[];
    readonly tasks: readonly SeenTask[];
    readonly nodes: readonly SwarmNode[];
  },
  signal: AbortSignal,
): Promise<{ readonly overlays: readonly Overlay[]; readonly missing: readonly string[] }> {
  const targets = [
    ...new Set(scene.services.flatMap(({ TaskTemplate }) => TaskTemplate.Networks.map((one) => one.Target))),
  ];
  const asked = targets.map(async (target) => {
    const path = `/networks/${encodeURIComponent(target)}`;
    return { target, network: await orAbsent(scene.swarm.manager.ask<SeenNetwork>("GET", path, { signal })) };
  });
  const seen = await Promise.all(asked);
  const overlays = seen.flatMap(({ target, network }): readonly Overlay[] => {
    if (network?.Driver !== "overlay") return [];
    const users = scene.services.filter(({ TaskTemplate }) =>
      TaskTemplate.Networks.some((one) => one.Target === target),
    );
    const vnis = (network.Options?.[vniOption] ?? "").split(",").filter(Boolean).map(Number);
    return [
      { id: network.Id, name: network.Name, vnis, nodes: there.nodes.filter((node) => takes(node, users, there)) },
    ];
  });
  return { overlays, missing: seen.flatMap(({ target, network }) => (network ? [] : [target])) };
}

function takes(
  node: SwarmNode,
  users: readonly ServiceSpec[],
  { services, tasks }: { readonly services: readonly SeenService[]; readonly tasks: readonly SeenTask[] },
): boolean {
  const names = users.map(({ Name }) => Name);
  const ids = services.flatMap(({ ID, Spec }) => (names.includes(Spec.Name) ? [ID] : []));
  const runs = tasks.some((task) => isRunning(task) && task.NodeID === node.id && ids.includes(task.ServiceID));
  return runs || users.some(({ TaskTemplate }) => mayRun(node, TaskTemplate.Placement.Constraints ?? []));
}

/** UDP ports that the swarm's VXLAN uses. */
export async function dataPorts({ swarm }: SwarmScene, signal: AbortSignal): Promise<readonly number[]> {
  const { DataPathPort: port } = await swarm.manager.ask<{ readonly DataPathPort?: number }>("GET", "/swarm", {
    signal,
  });
  return [...new Set([usualPort, port || usualPort])];
}

export const throughIngress = ({ PublishMode }: PortConfig): boolean => (PublishMode || "ingress") === "ingress";

/** The network that published ports go through. @returns undefined when there is none */
export async function ingress({ swarm }: SwarmScene, signal: AbortSignal): Promise<SeenNetwork | undefined> {
  const query = { filters: { driver: { overlay: true } } };
  const all = await swarm.manager.ask<readonly SeenNetwork[] | undefined>("GET", "/networks", { query, signal });
  return all?.find(({ Ingress }) => Ingress === true);
}
