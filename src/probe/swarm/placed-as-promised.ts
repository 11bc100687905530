import type { ServiceSpec } from "../../model/engine-api.ts";
import { serviceName } from "../../model/name.ts";
import { type SwarmNode, zoneLabel } from "../../model/swarm-node.ts";
import type { Observation } from "../probe.ts";
import { counted, few } from "../words.ts";
import { plainName, type SwarmProbe } from "./scene.ts";
import { type Met, meets } from "./tasks/constraint.ts";
import { standingOf } from "./tasks/standing.ts";
import { allServices, allTasks } from "./tasks/tasks.ts";

/** Control: how many nodes the constraints rule out; ours, not those of the service as it was deployed. */
export const placedAsPromised: SwarmProbe = {
  id: "placed-as-promised",
  claim: "Each task is on a node that its service's placement constraints allow",
  async look(scene, signal) {
    const [services, tasks, nodes] = [
      await allServices(scene, signal),
      await allTasks(scene, signal),
      await scene.swarm.nodes(signal),
    ];
    return scene.services.flatMap((spec): readonly Observation[] => {
      const service = serviceName(plainName(scene, spec.Name));
      const { running, ended, over, missing } = standingOf(spec, services, tasks, nodes);
      const seen = [...running, ...ended];
      if (seen.length === 0 && over) return [];
      const places = seen.map((task) => task.NodeID);
      const judged = seen.length === 0 ? undefined : judgePlaces(spec, places, nodes);
      if (judged && (judged.verdict !== "pass" || missing === undefined)) return [{ service, ...judged }];
      const evidence = [missing ?? "no task of it runs", judged?.evidence].filter(Boolean).join("; ");
      return [{ service, verdict: "unknown", evidence, remedy: bringUp }];
    });
  },
};

/** @param places node ids of the tasks @param nodes of the whole swarm */
export function judgePlaces(
  spec: Pick<ServiceSpec, "TaskTemplate">,
  places: readonly (string | undefined)[],
  nodes: readonly SwarmNode[],
): Observation {
  const constraints = spec.TaskTemplate.Placement.Constraints ?? [];
  const here = places.map((id) => nodes.find((node) => node.id === id));
  const known = here.filter((node) => node !== undefined);
  const ones = [...new Map(known.map((node) => [node.id, node])).values()];
  const found = (wanted: Met) =>
    ones.flatMap((node) =>
      constraints.filter((one) => meets(node, one) === wanted).map((one) => `${node.hostname} against ${one}`),
    );
  const broken = found("broken");
  if (broken.length > 0) return { verdict: "fail", evidence: `runs on ${few(broken)}`, remedy: moveIt };
  if (known.length < places.length)
    return { verdict: "unknown", evidence: "a task is on a node that the swarm does not list", remedy: bringUp };
  const unknowable = found("unknowable");
  if (unknowable.length > 0)
    return { verdict: "unknown", evidence: `cannot be known: ${few(unknowable)}`, remedy: useLabels };
  const outside = nodes.filter((node) => constraints.some((one) => meets(node, one) === "broken")).length;
  const where = ones.map((node) => `${node.hostname} (zone ${node.labels[zoneLabel] ?? "core"})`).join(", ");
  const by = constraints.length === 0 ? "no constraint" : constraints.join(", ");
  const control = `control: ${counted(outside, "node")} of ${nodes.length} ruled out`;
  return { verdict: "pass", evidence: `${counted(places.length, "task")} on ${where}; ${by}; ${control}` };
}

const bringUp =
  "See what runs (`edgeward ps --engine swarm`), bring the stack up (`edgeward up --engine swarm`), then verify again.";
const moveIt =
  "Give the node the label, or bring the stack up again (`edgeward up --engine swarm`), which puts the constraint back and moves the task.";
const useLabels =
  "Place the service by `node.labels`, `node.hostname`, `node.role` or `node.id`: these can be looked at.";
