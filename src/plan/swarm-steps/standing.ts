/** How far a service has come, by what the swarm says of its tasks. */
import type { ServiceSpec, TaskSpec } from "../../model/engine-api.ts";
import type { ServiceSeen, SwarmSeen, TaskSeen } from "../../model/swarm-plan.ts";
import { mayRunOn } from "../swarm-images/may-run-on.ts";

export type Standing =
  | { readonly is: "ready"; readonly detail: string }
  | { readonly is: "waiting"; readonly detail: string }
  /** No node takes it. `detail` is the engine's own words. */
  | { readonly is: "unplaced"; readonly detail: string }
  /** Its newest tasks fail, or its update has stopped. `final`: the swarm does not try again. */
  | {
      readonly is: "failing";
      readonly detail: string;
      readonly task?: TaskSeen;
      /** In a row, as far back as the swarm remembers. */
      readonly times: number;
      readonly final: boolean;
    };

const failed = new Set(["failed", "rejected"]);

export function standingOf(service: ServiceSeen, seen: SwarmSeen): Standing {
  const { spec, update } = service;
  const tasks = seen.tasks.filter((task) => task.service === service.id && isOf(task, spec.TaskTemplate));
  const slots = [...slotsOf(tasks).values()];
  const wanted = wantedTasks(spec, seen);
  const ready = slots.filter((slot) => isDone(slot[0], spec)).length;
  const stuck = slots.flatMap((slot) => troubleIn(slot, spec) ?? []);
  const halted = isHalted(service);
  const [worst] = [...stuck.filter(({ is }) => is === "failing"), ...stuck];
  if (worst) return worst.is === "failing" && halted ? { ...worst, final: true } : worst;
  if (ready < wanted) {
    if (halted) return { is: "failing", detail: `its update stopped: ${update?.message}`, times: 0, final: true };
    return { is: "waiting", detail: `${ready} of ${wanted}: ${phase(slots, spec)}` };
  }
  if (update && /^(updating|rollback_started)$/.test(update.state)) return { is: "waiting", detail: update.state };
  return { is: "ready", detail: detailOf(slots, spec, seen) };
}

/** Whether each of its tasks has done what it was there for. */
export function isCompleted(service: ServiceSeen, seen: SwarmSeen): boolean {
  const tasks = seen.tasks.filter((task) => task.service === service.id && isOf(task, service.spec.TaskTemplate));
  const slots = [...slotsOf(tasks).values()];
  const complete = slots.filter(([task]) => task?.state === "complete").length;
  return complete >= wantedTasks(service.spec, seen);
}

/** A swarm goes on with such an update only when it is told again. */
export const isHalted = ({ update }: ServiceSeen): boolean => update !== undefined && /paused$/.test(update.state);

/** Whether a task is of this specification. Where it may run is looked at anew without another task; `Runtime` is the engine's. */
function isOf(task: TaskSeen, template: TaskSpec): boolean {
  const plain = ({ Placement: _, ...rest }: TaskSpec) => ({ ...rest, Runtime: undefined });
  return same(plain(task.spec), plain(template));
}

/** The one that is to run first, then the newest: after an engine was restarted, the swarm may go on with an older one. */
function slotsOf(tasks: readonly TaskSeen[]): ReadonlyMap<string, readonly TaskSeen[]> {
  const slots = new Map<string, TaskSeen[]>();
  const isOut = ({ desired }: TaskSeen) => Number(desired === "shutdown" || desired === "remove");
  for (const task of tasks.toSorted((a, b) => isOut(a) - isOut(b) || b.createdMs - a.createdMs)) {
    const key = String(task.slot ?? task.node ?? "");
    const slot = slots.get(key);
    if (slot) slot.push(task);
    else slots.set(key, [task]);
  }
  return slots;
}

function wantedTasks({ Mode, TaskTemplate }: ServiceSpec, { nodes }: Pick<SwarmSeen, "nodes">): number {
  if (Mode.Replicated) return Mode.Replicated.Replicas ?? 1;
  if (Mode.ReplicatedJob) return Mode.ReplicatedJob.TotalCompletions ?? Mode.ReplicatedJob.MaxConcurrent ?? 1;
  const constraints = TaskTemplate.Placement.Constraints ?? [];
  return nodes.filter((node) => node.state === "ready" && node.availability === "active" && mayRunOn(node, constraints))
    .length;
}

function isDone(task: TaskSeen | undefined, spec: ServiceSpec): boolean {
  if (task?.state === "running") return task.desired === "running" && !isJob(spec);
  return task?.state === "complete" && mayEnd(spec);
}

const isJob = ({ Mode }: ServiceSpec): boolean => Mode.ReplicatedJob !== undefined || Mode.GlobalJob !== undefined;

/** A one-shot: what ended well is not started again. */
function mayEnd(spec: ServiceSpec): boolean {
  const { RestartPolicy } = spec.TaskTemplate;
  if (isJob(spec)) return true;
  return RestartPolicy?.Condition === "on-failure" || RestartPolicy?.Condition === "none";
}

function troubleIn(slot: readonly TaskSeen[], spec: ServiceSpec): Standing | undefined {
  const [newest] = slot;
  if (!newest || isDone(newest, spec)) return undefined;
  if (newest.state === "pending" && newest.error !== "") return { is: "unplaced", detail: newest.error };
  // The one in progress says nothing yet; those before it do.
  const over = failed.has(newest.state) ? slot : slot.slice(1);
  const good = over.findIndex(({ state }) => !failed.has(state));
  const times = good < 0 ? over.length : good;
  const [last] = over;
  if (!last || times === 0) return undefined;
  // A swarm makes the next one in the same breath in which it gives one up.
  const final = last === newest && last.desired === "shutdown";
  return { is: "failing", detail: whyOver(last), task: last, times, final };
}

function whyOver({ exitCode, error, state }: TaskSeen): string {
  const said = error.replace(/^task: non-zero exit \((\d+)\)/, "exit status $1");
  if (said !== "") return said;
  return exitCode === undefined ? state : `exit status ${exitCode}`;
}

function phase(slots: readonly (readonly TaskSeen[])[], spec: ServiceSpec): string {
  const states = slots.flatMap(([task]) => (task && !isDone(task, spec) ? [task.state] : []));
  return states.length === 0 ? "no task yet" : [...new Set(states)].join(", ");
}

function detailOf(slots: readonly (readonly TaskSeen[])[], spec: ServiceSpec, { nodes }: SwarmSeen): string {
  const done = slots.flatMap(([task]) => (task && isDone(task, spec) ? [task] : []));
  const names = done.flatMap(({ node }) => nodes.find(({ id }) => id === node)?.hostname ?? []);
  const where = [...new Set(names)].join(", ");
  const ended = done.length > 0 && done.every(({ state }) => state === "complete");
  return `${ended ? "done" : done.length > 1 ? `${done.length} tasks` : "running"}${where === "" ? "" : ` on ${where}`}`;
}

function same(one: unknown, other: unknown): boolean {
  if (typeof one !== "object" || one === null || typeof other !== "object" || other === null) return one === other;
  const [left, right] = [one, other] as [Record<string, unknown>, Record<string, unknown>];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => same(left[key], right[key]));
}
