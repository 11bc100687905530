/** Which tasks of a service count, and whether they are all that there are to be. Pure. */
import type { ServiceSpec } from "../../../model/engine-api.ts";
import type { SwarmNode } from "../../../model/swarm-node.ts";
import { counted } from "../../words.ts";
import { mayRun } from "./constraint.ts";
import { isRunning, type SeenService, type SeenTask } from "./tasks.ts";

export interface Standing {
  readonly running: readonly SeenTask[];
  /** Of what may end: the newest of each slot, where it ended well; of a job, of its last run alone. */
  readonly ended: readonly SeenTask[];
  /** None runs, and none is to run any more. */
  readonly over: boolean;
  /** What of it cannot be looked at because it is not there; absent: nothing. */
  readonly missing?: string;
}

export function standingOf(
  spec: Pick<ServiceSpec, "Name" | "Mode" | "TaskTemplate">,
  services: readonly SeenService[],
  tasks: readonly SeenTask[],
  nodes: readonly SwarmNode[],
): Standing {
  const service = services.find(({ Spec }) => Spec.Name === spec.Name);
  const run = service?.JobStatus?.JobIteration?.Index ?? 0;
  const own = tasks.filter(
    (task) => task.ServiceID === service?.ID && (!isJob(spec) || (task.JobIteration?.Index ?? 0) === run),
  );
  const running = own.filter(isRunning);
  const ended = mayEnd(spec) ? newest(own).filter(({ Status }) => Status.State === "complete") : [];
  const wanted = wantedTasks(spec, nodes);
  const there = running.length + ended.length;
  const over = service !== undefined && running.length === 0 && there >= wanted;
  if (there >= wanted) return { running, ended, over };
  const missing =
    there === 0 ? "no task of it runs" : `${there} of ${counted(wanted, "task")} ${mayEnd(spec) ? "ran" : "runs"}`;
  return { running, ended, over, missing };
}

type Wanted = Pick<ServiceSpec, "Mode" | "TaskTemplate">;

const isJob = ({ Mode }: Wanted): boolean => Mode.ReplicatedJob !== undefined || Mode.GlobalJob !== undefined;

/** What ended well is not started again. */
const mayEnd = (spec: Wanted): boolean =>
  isJob(spec) || ["on-failure", "none"].includes(spec.TaskTemplate.RestartPolicy?.Condition ?? "any");

/** @see Docker Engine API, ServiceSpec: without a number there is one replica, and a job has as many completions as go at once */
function wantedTasks({ Mode, TaskTemplate }: Wanted, nodes: readonly SwarmNode[]): number {
  if (Mode.Replicated) return Mode.Replicated.Replicas ?? 1;
  if (Mode.ReplicatedJob) return Mode.ReplicatedJob.TotalCompletions ?? Mode.ReplicatedJob.MaxConcurrent ?? 1;
  const constraints = TaskTemplate.Placement.Constraints ?? [];
  return nodes.filter((node) => node.state === "ready" && node.availability === "active" && mayRun(node, constraints))
    .length;
}

/** Of each slot, or node: those before it tell what was, under constraints and with secrets of then. */
function newest(tasks: readonly SeenTask[]): readonly SeenTask[] {
  const bySlot = new Map<string, SeenTask>();
  for (const task of tasks) {
    const key = String(task.Slot || task.NodeID);
    const known = bySlot.get(key);
    if (!known || (known.CreatedAt ?? "") < (task.CreatedAt ?? "")) bySlot.set(key, task);
  }
  return [...bySlot.values()];
}
