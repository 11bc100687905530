/** What becomes of one service in one compose file, worked out before the text is touched. */
import type { Change } from "../../../model/change.ts";
import type { Stack } from "../../../model/stack.ts";
import { resolved } from "../yaml/copy.ts";
import { type Edit, editUnder } from "../yaml/entries.ts";
import type { Splice, YamlText } from "../yaml/text.ts";
import { environmentEdit, type Variables } from "./environment.ts";
import { grantsEdit } from "./granted.ts";
import { type ComposeChange, serviceIn } from "./place.ts";
import { portsEdit } from "./ports.ts";
import type { Target } from "./untangle.ts";

export interface ServiceEdit {
  readonly service: string;
  /** By position in the list as it was read: that is what the changes' places are about. */
  readonly ports: Edit;
  readonly variables: Variables;
  readonly grants: readonly Extract<Change, { kind: "grant" }>[];
  /** Changes of ports that do not stand here. */
  readonly left: readonly Change[];
}

export function serviceEdits(yaml: YamlText, changes: readonly ComposeChange[], stack: Stack): readonly ServiceEdit[] {
  const names = new Set(changes.flatMap((change) => (change.kind === "volume-mode" ? [] : [change.service])));
  return [...names].flatMap((service): ServiceEdit[] => {
    const map = serviceIn(yaml, service);
    if (!map) return [];
    const own = changes.filter((change) => change.kind !== "volume-mode" && change.service === service);
    const asRead = stack.services.find(({ name }) => name === service);
    const portChanges = own.filter((change) => change.kind === "publish" || change.kind === "unpublish");
    const { edit: ports, left } = portsEdit(yaml, map, asRead, portChanges);
    const variables = new Map(
      own.flatMap((change) => (change.kind === "environment" ? [[change.name, change.after] as const] : [])),
    );
    return [{ service, ports, variables, grants: own.filter((change) => change.kind === "grant"), left }];
  });
}

/** The keys that the edit touches, which the service must not share with others by then. */
export function targetsOf({ service, ports, variables, grants }: ServiceEdit): readonly Target[] {
  const removed = [...variables].flatMap(([name, after]) => (after === undefined ? [name] : []));
  const keys: readonly (readonly [Target["key"], number])[] = [
    ["ports", ports.replace.size + ports.append.length],
    ["environment", variables.size],
    ["secrets", grants.length],
  ];
  return keys.flatMap(([key, edits]) => (edits > 0 ? [{ service, key, removed }] : []));
}

export function serviceSplices(yaml: YamlText, { service, ports, variables, grants }: ServiceEdit): readonly Splice[] {
  const map = serviceIn(yaml, service);
  if (!map) return [];
  return [
    ...editUnder(yaml, map, "ports", "list", ports),
    ...editUnder(yaml, map, "environment", "map", environmentEdit(resolved(yaml, map, "environment"), variables)),
    ...editUnder(yaml, map, "secrets", "list", grantsEdit(resolved(yaml, map, "secrets"), grants)),
  ];
}
