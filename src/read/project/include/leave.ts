import { childOf, isNull, type List, type Mapping, mapAt, type Node, textAt, textOf } from "../../../model/node.ts";
import { rewrite, waysOf } from "../../tree/ways.ts";
import type { Scope } from "../files/scope.ts";
import { moved } from "../paths/relocate.ts";

/**
 * What only its own files and directory say of an included model, written into it before it leaves them.
 * @param to absolute directory that its paths start at already
 */
export function readyToLeave(model: Mapping, scope: Scope, to: string): Mapping {
  const here = moved(".", scope.directory, to);
  return rewrite(model, leavingWays, (rule, node) =>
    rule === "build" ? inPlace(node, here) : filled(node, scope.own),
  );
}

const leavingWays = waysOf<"build" | "environment">({
  "services.*.build": "build",
  "services.*.environment": "environment",
});

/** @see Compose Specification, "build", "context": the project's directory, where it is not said */
function inPlace(build: Node, here: string): Node {
  if (build.kind !== "map" || childOf(build, "context") || here === ".") return build;
  const { merges: _, ...rest } = build;
  return { ...rest, entries: [...mapAt({ context: textAt(here, build.at) }, build.at).entries, ...build.entries] };
}

/** Variables without a value that only an include's environment file knows. */
function filled(environment: Node, own: Scope["own"]): Node {
  if (environment.kind === "list") return filledList(environment, own);
  if (environment.kind !== "map") return environment;
  if (!environment.entries.some(({ key, value }) => isNull(value) && own.has(key))) return environment;
  const { merges: _, ...rest } = environment;
  const entries = environment.entries.map((entry) => {
    const value = isNull(entry.value) ? own.get(entry.key) : undefined;
    return value === undefined ? entry : { ...entry, value: textAt(value, entry.value.at) };
  });
  return { ...rest, entries };
}

function filledList(list: List, own: Scope["own"]): Node {
  const items = list.items.map((item) => {
    const name = textOf(item);
    const value = name === undefined ? undefined : own.get(name);
    return value === undefined ? item : textAt(`${name}=${value}`, item.at);
  });
  return items.every((item, i) => item === list.items[i]) ? list : { ...list, items };
}
