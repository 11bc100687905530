import { pairsOf } from "../../../compose/env-list.ts";
import { resolve } from "../../../compose/path.ts";
import { childOf, type Node } from "../../../model/node.ts";
import { readEnvFile } from "../reading/env-file.ts";
import { byBytes } from "../reading/order.ts";
import { textsOf } from "../reading/values.ts";
import type { ServiceScope } from "../scope.ts";

/**
 * `env_file` and, over it, `environment`. Variables without a value take it from where the stack is deployed; so do those with an
 * empty one, where it is set there.
 */
export function environmentOf(service: ServiceScope): readonly string[] {
  const { variable } = service.around;
  const variables = new Map<string, string | null>();
  for (const file of filesOf(childOf(service.map, "env_file"))) {
    for (const [name, value] of read(service, file)) variables.set(name, value);
  }
  for (const { name, value } of pairsOf(childOf(service.map, "environment"))) variables.set(name, value);
  return [...variables]
    .map(([name, own]) => {
      const value = own === null || own === "" ? (variable(name) ?? own) : own;
      return value === null ? name : `${name}=${value}`;
    })
    .toSorted(byBytes);
}

const filesOf = (node: Node | undefined): readonly Node[] => (node?.kind === "list" ? node.items : node ? [node] : []);

function read(service: ServiceScope, file: Node): readonly (readonly [string, string])[] {
  const [named] = textsOf(file);
  if (named === undefined) return [];
  const path = resolve(service.stack.directory, named);
  const text = service.around.text(path);
  const variables = text === undefined ? "it cannot be read" : readEnvFile(text, service.around.variable);
  if (typeof variables !== "string") return variables;
  service.refuse(file.at, `the env_file \`${named}\`: ${variables}`, "Write one `NAME=value` a line, or take it out.");
  return [];
}
