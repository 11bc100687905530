/** Top-level `x-edgeward.zones`: names for sets of nodes, each by the placement constraints that its nodes meet. */
import { type Entry, entriesOf, type Mapping } from "../../model/node.ts";
import type { Zone } from "../../model/project.ts";
import type { Located } from "../../model/span.ts";
import type { Say } from "../say/say.ts";
import { asMap, asTexts } from "../tree/shape.ts";

export function readZones(root: Mapping, say: Say): readonly Zone[] {
  const zones = entriesOf(root, "x-edgeward").find(({ key }) => key === "zones")?.value;
  if (zones === undefined) return [];
  return (asMap(zones, "x-edgeward.zones", say) ?? []).map((entry) => readZone(entry, say));
}

function readZone({ key, keyAt, value }: Entry, say: Say): Zone {
  const path = `x-edgeward.zones.${key}`;
  const constraints = asTexts(value, path, "single-too", say);
  const isEmpty = value.kind === "list" ? value.items.length === 0 : value.kind === "scalar" && value.value === null;
  if (isEmpty) say.error("bad-constraint", keyAt, `\`${path}\` names no constraint`, example);
  return { name: key, at: keyAt, constraints: constraints.filter((constraint) => isConstraint(constraint, path, say)) };
}

const example = "Write for example `node.labels.site == lab`, `node.hostname != gateway` or `node.role == worker`.";

/** @see SwarmKit, manager/constraint: what it takes to the left and to the right of `==` and `!=` */
const grammar =
  /^\s*(node\.(id|hostname|ip|role|platform\.(os|arch)|labels\.[\w.-]+)|engine\.labels\.[\w.-]+)\s*(==|!=)\s*[\w:\-\s.*()?+[\]\\^$|/]+$/i;

function isConstraint({ value, at }: Located<string>, path: string, say: Say): boolean {
  if (grammar.test(value)) return true;
  say.error("bad-constraint", at, `\`${value}\` in \`${path}\` is no placement constraint`, example);
  return false;
}
