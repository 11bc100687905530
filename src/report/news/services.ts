/** What runs and what should: a table for people, JSON for programs. */
import type { Unrunnable } from "../../model/launch.ts";
import type { Observed, ServiceSeen } from "../../model/plan.ts";
import type { Service } from "../../model/stack.ts";
import { counted, showDuration } from "../text/duration.ts";
import { painter, type Style } from "../text/paint.ts";
import { oneLine } from "../text/printable.ts";
import { type Column, type Row as TableRow, table } from "../text/table.ts";

export interface ServicesView {
  readonly observed: Observed;
  /** The stack's services, in the order to show them. */
  readonly services: readonly Pick<Service, "name" | "role">[];
  readonly unrunnable: readonly Unrunnable[];
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

interface Shown {
  readonly service: string;
  readonly role: string;
  readonly state: ServiceSeen["health"] | "not running" | "not run here";
  readonly detail: string;
  readonly seen?: ServiceSeen;
}

const columns: readonly Column[] = [
  { title: "SERVICE" },
  { title: "ROLE" },
  { title: "HEALTH" },
  { title: "FOR", align: "right" },
  { title: "PROCESS" },
  { title: "LISTENS ON" },
];

/** Role of a service that runs without standing in the compose file any more. */
const unnamed = "not in the file";

/** Narrower than this, the detail stands below its service. */
const detailColumnFrom = 100;

const styles: Readonly<Record<Shown["state"], Style>> = {
  healthy: "green",
  starting: "yellow",
  unhealthy: "red",
  "not running": "red",
  "not run here": "dim",
};

export function showServices(view: ServicesView, options: { readonly paint: boolean; readonly width: number }): string {
  const rows = rowsOf(view);
  const isWide = options.width >= detailColumnFrom;
  const lines = rows.map(({ service, role, state, detail, seen }): TableRow => {
    const cells = [
      { text: service, style: "bold" as const },
      { text: role },
      { text: state, style: styles[state] },
      { text: seen ? showDuration(view.nowMs - seen.sinceMs) : "" },
      { text: seen ? `${seen.process} ${seen.pid}` : "" },
      { text: seen ? seen.listens.map(showAddress).join("\n") : "" },
    ];
    return isWide ? { cells: [...cells, { text: oneLine(detail) }] } : { cells, note: oneLine(detail) };
  });
  const wanted = rows.filter(({ role, state }) => role !== unnamed && state !== "not run here");
  const healthy = wanted.filter(({ state }) => state === "healthy").length;
  const last = `${healthy} of ${counted(wanted.length, "service")} healthy`;
  const shown = isWide ? [...columns, { title: "DETAIL", flexible: true }] : columns;
  return `${table(shown, lines, { width: options.width, paint: painter(options.paint) })}\n\n${last}\n`;
}

export function servicesJson(view: ServicesView): string {
  const services = rowsOf(view).map(({ service, role, state, detail, seen }) => ({
    service,
    role,
    health: state,
    detail,
    ...(seen && {
      process: seen.process,
      pid: seen.pid,
      since: new Date(seen.sinceMs).toISOString(),
      listens: seen.listens,
      counters: seen.counters,
    }),
  }));
  return `${JSON.stringify({ version: 1, services }, null, 2)}\n`;
}

/** The stack's services first, then what runs without standing in the file any more. */
function rowsOf({ observed, services, unrunnable }: ServicesView): readonly Shown[] {
  const wanted = services.map(({ name, role }): Shown => {
    const seen = observed.services.find(({ service }) => service === name);
    if (seen) return { service: name, role, state: seen.health, detail: seen.detail, seen };
    const left = unrunnable.find(({ service }) => service === name);
    if (left) return { service: name, role, state: "not run here", detail: left.needs };
    return { service: name, role, state: "not running", detail: "" };
  });
  const others = observed.services.filter(({ service }) => !services.some(({ name }) => name === service));
  return [
    ...wanted,
    ...others.map(
      (seen): Shown => ({
        service: seen.service,
        role: unnamed,
        state: seen.health,
        detail: seen.detail,
        seen,
      }),
    ),
  ];
}

const showAddress = ({ host, port }: { readonly host: string; readonly port: number }): string =>
  host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
