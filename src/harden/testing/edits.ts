/** Changes in one short line each, so that a test can list them. */
import type { Change } from "../../model/change.ts";
import type { Port, Service, Stack } from "../../model/stack.ts";
import { apply } from "../apply.ts";
import { type Measure, viewOf } from "../measure.ts";

export const edits = (measure: Measure, services: readonly Service[] | Stack): readonly string[] =>
  measure.propose(viewOf(asStack(services))).map(edit);

export const noticeCodes = (measure: Measure, services: readonly Service[] | Stack): readonly string[] =>
  (measure.notices?.(viewOf(asStack(services))) ?? []).map((notice) => notice.code);

export function after(measure: Measure, stack: Stack): Stack {
  return measure.propose(viewOf(stack)).reduce(apply, stack);
}

const asStack = (given: readonly Service[] | Stack): Stack =>
  "services" in given
    ? given
    : { name: "test", files: ["docker-compose.yml"], services: given, volumes: [], policy: {} };

export function edit(change: Change): string {
  switch (change.kind) {
    case "publish":
      return `${change.service} publishes ${port(change.port)}${change.before ? ` in place of ${port(change.before)}` : ""}`;
    case "unpublish":
      return `${change.service} no longer publishes ${port(change.port)}`;
    case "environment":
      return `${change.service} ${change.name}${change.after === undefined ? " goes" : `=${change.after}`}`;
    case "setting": {
      const where = change.section === "" ? "" : `[${change.section}] `;
      return `${change.service} ${where}${change.key}${change.after === undefined ? " goes" : ` ${String(change.after)}`}`;
    }
    case "drop-section":
      return `${change.service} [${change.section}] goes`;
    case "grant":
      return `${change.service} gets ${change.secret}${change.target === undefined ? "" : ` at ${change.target}`}`;
    case "volume-mode":
      return `volume ${change.volume} ${change.after.toString(8)}`;
  }
}

const port = ({ hostIp, published, target }: Port): string =>
  [hostIp, published, target].filter((part) => part !== undefined).join(":");
