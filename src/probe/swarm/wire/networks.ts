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
  /** Of this engine alone, or of the whole swarm. */
  readonly Scope?: "local" | "swarm" | "global";
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

interface There {
  readonly services: readonly SeenService[];
  readonly tasks: readonly SeenTask[];
  readonly nodes: readonly SwarmNode[];
}

export interface Networks {
  readonly overlays: readonly Overlay[];
  /** Of the swarm, by another driver: nothing is known of a VNI, and nothing is encrypted by the swarm. */
  readonly others: readonly { readonly name: string; readonly driver: string; readonly nodes: readonly SwarmNode[] }[];
  /** Names of networks that are not there. */
  readonly missing: readonly string[];
}

/** @returns those of the promised services */
export async function networksOf(scene: SwarmScene, there: There, signal: AbortSignal): Promise<Networks> {
  const targets = [
    ...new Set(scene.services.flatMap(({ TaskTemplate }) => TaskTemplate.Networks.map((one) => one.Target))),
  ];
  const asked = targets.map(async (target) => {
    const path = `/networks/${encodeURIComponent(target)}`;
    return { target, network: await orAbsent(scene.swarm.manager.ask<SeenNetwork>("GET", path, { signal })) };
  });
  return byDriver(await Promise.all(asked), scene.services, there);
}

/** Networks that every engine has for itself: what goes through them is what its node says. */
const predefined = ["bridge", "host", "none"];

function byDriver(
  seen: readonly { readonly target: string; readonly network: SeenNetwork | undefined }[],
  promised: readonly ServiceSpec[],
  there: There,
): Networks {
  const overlays: Overlay[] = [];
  const others: Networks["others"][number][] = [];
  const missing: string[] = [];
  for (const { target, network } of seen) {
    if (predefined.includes(target)) continue;
    // One of the manager's own, by the same name, is not the one that was promised.
    if (!network || network.Scope === "local") {
      missing.push(target);
      continue;
    }
    const { Id: id, Name: name, Driver: driver, Options } = network;
    const users = promised.filter(({ TaskTemplate }) => TaskTemplate.Networks.some((one) => one.Target === target));
    const nodes = there.nodes.filter((node) => takes(node, id, users, there));
    const vnis = (Options?.[vniOption] ?? "").split(",").filter(Boolean).map(Number);
    if (driver === "overlay") overlays.push({ id, name, vnis, nodes });
    else others.push({ name, driver, nodes });
  }
  return { overlays, others, missing };
}

/** Also for tasks that nobody promised: they are on the network, and what they say crosses it. */
function takes(node: SwarmNode, network: string, users: readonly ServiceSpec[], { services, tasks }: There): boolean {
  const names = users.map(({ Name }) => Name);
  const ids = services.flatMap(({ ID, Spec }) => (names.includes(Spec.Name) ? [ID] : []));
  const isOn = ({ ServiceID, NetworksAttachments }: SeenTask) =>
    ids.includes(ServiceID) || (NetworksAttachments ?? []).some(({ Network }) => Network?.ID === network);
  const runs = tasks.some((task) => isRunning(task) && task.NodeID === node.id && isOn(task));
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
