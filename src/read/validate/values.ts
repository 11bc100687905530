/** Walks a tree once, and asks at each value the checks that belong there. */
import type { Mapping, Node, Path } from "../../model/node.ts";
import { isNull, showPath } from "../../model/node.ts";
import type { Say } from "../say/say.ts";
import type { Check } from "./rules/check.ts";
import { checks } from "./rules/rules.ts";
import { saidInside } from "./said.ts";

/** The checks by their paths' steps. What holds for any key is in the branches of keys that have one of their own, too. */
interface Branch {
  readonly here: Check[];
  readonly below: Map<string, Branch>;
}

const root: Branch = branchOf(checks.map((check) => ({ check, steps: check.path.split(".") })));

function branchOf(all: readonly { readonly check: Check; readonly steps: readonly string[] }[]): Branch {
  const here = all.filter(({ steps }) => steps.length === 0).map(({ check }) => check);
  const below = new Map<string, Branch>();
  for (const key of new Set(all.flatMap(({ steps }) => steps[0] ?? []))) {
    const inside = all.filter(({ steps }) => steps[0] === key || (steps[0] === "*" && key !== "[]"));
    below.set(key, branchOf(inside.map(({ check, steps }) => ({ check, steps: steps.slice(1) }))));
  }
  return { here, below };
}

/** A path is written out only for a problem: most values have none. */
interface Step {
  readonly step: string | number;
  readonly above: Step | undefined;
}

interface About {
  readonly tree: Mapping;
  readonly say: Say;
}

export function checkValues(tree: Mapping, say: Say): void {
  walk(tree, root, undefined, { tree, say });
}

function walk(node: Node, { here, below }: Branch, above: Step | undefined, about: About): void {
  if (isNull(node)) return;
  for (const check of here) ask(check, node, above, about);
  if (node.kind === "map") {
    for (const { key, value } of node.entries) {
      const next = key === "[]" ? below.get("*") : (below.get(key) ?? below.get("*"));
      if (next) walk(value, next, { step: key, above }, about);
    }
  } else if (node.kind === "list") {
    const next = below.get("[]");
    if (next) node.items.forEach((item, step) => void walk(item, next, { step, above }, about));
  }
}

function ask(check: Check, node: Node, above: Step | undefined, { tree, say }: About): void {
  const wrong = check.wrong(node, tree);
  if (wrong === undefined || saidInside(node, say)) return;
  const remedy = () => (typeof check.remedy === "string" ? check.remedy : check.remedy(node));
  const what = `\`${showPath(pathOf(above))}\` ${wrong}`;
  if (check.severity === "notice") say.notice(check.code, node.at, what, remedy);
  else say.error(check.code, node.at, what, remedy);
}

function pathOf(last: Step | undefined): Path {
  const path: (string | number)[] = [];
  for (let step = last; step !== undefined; step = step.above) path.push(step.step);
  return path.reverse();
}
