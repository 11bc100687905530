/** Tasks of a stack: a table as `docker stack ps` has it, JSON for programs. */
import type { SwarmSeen, TaskSeen } from "../../model/swarm-plan.ts";
import { counted, showDuration } from "../text/duration.ts";
import { painter, type Style } from "../text/paint.ts";
import { oneLine } from "../text/printable.ts";
import { type Column, table } from "../text/table.ts";

export interface TasksView {
  readonly stack: string;
  readonly seen: SwarmSeen;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

interface Row {
  readonly task: TaskSeen;
  readonly service: string;
  /** `plant_web.1`; the node's id in place of the number where one runs on each. */
  readonly name: string;
  readonly node: string;
  readonly image: string;
  /** Another task has its place now. */
  readonly past: boolean;
}

const columns: readonly Column[] = [
  { title: "SERVICE" },
  { title: "TASK" },
  { title: "NODE" },
  { title: "STATE" },
  { title: "FOR", align: "right" },
  { title: "IMAGE" },
  { title: "ERROR", flexible: true },
];

const styles: Readonly<Record<string, Style>> = { running: "green", complete: "green", failed: "red", rejected: "red" };

export function showTasks(view: TasksView, options: { readonly paint: boolean; readonly width: number }): string {
  const rows = rowsOf(view);
  if (rows.length === 0) return `The stack ${view.stack} is not on this swarm\n`;
  const lines = rows.map(({ task, service, name, node, image, past }) => ({
    cells: [
      { text: service, style: past ? ("dim" as const) : ("bold" as const) },
      { text: past ? `\\_ ${name}` : name },
      { text: node },
      { text: task.state, ...(!past && { style: styles[task.state] ?? ("yellow" as const) }) },
      { text: showDuration(view.nowMs - task.sinceMs) },
      { text: image },
      { text: oneLine(task.error) },
    ],
  }));
  const now = rows.filter(({ past }) => !past);
  const good = now.filter(({ task }) => task.state === "running" || task.state === "complete").length;
  const shown = table(columns, lines, { width: options.width, paint: painter(options.paint) });
  return `${shown}\n\n${good} of ${counted(now.length, "task")} running or done\n`;
}

export function tasksJson(view: TasksView): string {
  const tasks = rowsOf(view).map(({ task, service, name, node, image, past }) => ({
    id: task.id,
    service,
    task: name,
    node,
    image,
    desired: task.desired,
    state: task.state,
    since: new Date(task.sinceMs).toISOString(),
    error: task.error,
    ports: task.ports,
    past,
    ...(task.exitCode !== undefined && { exitCode: task.exitCode }),
  }));
  return `${JSON.stringify({ version: 1, stack: view.stack, tasks }, null, 2)}\n`;
}

/** By service and place, the newest first, as `docker stack ps` orders them. */
function rowsOf({ stack, seen }: TasksView): readonly Row[] {
  const services = new Map(seen.services.map(({ id, name }) => [id, name]));
  const rows = seen.tasks.map((task): Row => {
    const service = services.get(task.service) ?? task.service;
    const short = service.startsWith(`${stack}_`) ? service.slice(stack.length + 1) : service;
    const node = seen.nodes.find(({ id }) => id === task.node)?.hostname ?? task.node ?? "";
    // A task of an image by its digest is of that image; what docker shows is the name.
    const image = task.spec.ContainerSpec.Image.replace(/@sha256:[0-9a-f]+$/, "");
    return { task, service: short, name: `${service}.${task.slot ?? task.node}`, node, image, past: false };
  });
  const sorted = rows.toSorted((a, b) => byText(a.name, b.name) || b.task.createdMs - a.task.createdMs);
  // After an engine was restarted, the swarm may go on with another than the newest.
  const alive = new Set(sorted.filter(({ task }) => task.desired === "running").map(({ name }) => name));
  return sorted.map((row, index) => {
    const isNewest = sorted[index - 1]?.name !== row.name;
    return { ...row, past: alive.has(row.name) ? row.task.desired !== "running" : !isNewest };
  });
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
