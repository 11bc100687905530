/** A small conversion with every kind of fate in it. */
import type { Conversion, Disposition, Fate } from "../../../model/conversion.ts";
import { mapAt, type Path, textAt } from "../../../model/node.ts";
import type { ConversionView, Outcome } from "../view.ts";

const file = "docker-compose.yml";

const at = (line: number) => ({ file, line, column: 5 });

const kept: Fate = { fate: "kept" };

export const lost = (weakens: "security" | "behaviour" | "nothing", why: string): Fate => ({
  fate: "lost",
  weakens,
  why,
  remedy: `Do without ${why}.`,
});

export function aDisposition(path: Path, line: number, fate: Fate, api?: Fate): Disposition {
  return { path, at: at(line), rule: String(path.at(2) ?? "top"), file: fate, ...(api && { api }) };
}

export const dispositions: readonly Disposition[] = [
  aDisposition(["services", "web", "image"], 3, kept),
  aDisposition(["services", "web", "restart"], 4, {
    fate: "mapped",
    to: [["services", "web", "deploy", "restart_policy"]],
    into: "restart_policy any",
    why: "swarm restarts by a policy of its own",
  }),
  aDisposition(["services", "web", "security_opt", 0], 6, lost("security", "dropped by the CLI"), kept),
  aDisposition(["services", "db", "security_opt", 0], 16, lost("security", "dropped by the CLI"), kept),
  aDisposition(["services", "db", "links"], 18, lost("behaviour", "no links on overlays")),
  aDisposition(["services", "db", "stdin_open"], 19, lost("nothing", "nobody is there to type")),
];

const conversion: Conversion = {
  stack: { name: "demo", directory: "/demo", root: mapAt({}, at(1)), beyond: new Map() },
  dispositions,
  made: [],
  placement: [
    { service: "web", constraint: "node.labels.zone != device", why: "core stays off devices", at: at(2) },
    { service: "db", constraint: "node.labels.zone != device", why: "core stays off devices", at: at(12) },
  ],
  preparations: [
    { why: "Constraints need a label.", command: "docker node update --label-add zone=core NODE" },
    { why: "Constraints need a label.", command: "docker node update --label-add zone=device NODE" },
  ],
  aside: [],
  refusals: [],
  notices: [{ severity: "notice", code: "build", at: at(9), what: "web is built", remedy: "Push its image." }],
};

export function aView(more: Partial<Conversion> = {}, outcome: Outcome = written): ConversionView {
  const root = mapAt({ name: textAt("demo", at(1)) }, at(1));
  const project = { name: "demo", directory: "/demo", files: [file], root, services: [], leftOut: [], zones: [] };
  return { project, conversion: { ...conversion, ...more }, problems: [], secrets: [], outcome };
}

const written: Outcome = { done: "written", stackFile: "out/stack.yml", aside: [] };
