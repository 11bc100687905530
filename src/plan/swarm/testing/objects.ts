import type { ApiVersion } from "../../../model/engine-api.ts";
import type { Mapping } from "../../../model/node.ts";
import type { Beyond } from "../../../model/swarm.ts";
import { Notes } from "../../../read/say/say.ts";
import { parseYaml } from "../../../read/yaml/parse.ts";
import { type SwarmObjects, swarmObjects } from "../swarm-objects.ts";

export interface Given {
  readonly api?: ApiVersion;
  /** By service. */
  readonly beyond?: Readonly<Record<string, Beyond>>;
  /** By absolute path; the stack file lies in /srv. */
  readonly files?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
}

/** A stack file's text as what is sent to the engine. */
export function objectsOf(
  text: string,
  { api = "1.51", beyond = {}, files = {}, variables = {} }: Given = {},
): SwarmObjects {
  const root = treeOf(text);
  const stack = { name: "shop", directory: "/srv", root, beyond: new Map(Object.entries(beyond)) };
  return swarmObjects(stack, api, { text: (path) => files[path], variable: (name) => variables[name] });
}

export function treeOf(text: string): Mapping {
  const notes = new Notes();
  const [root] = parseYaml({ path: "stack.yml", text }, notes) ?? [];
  if (root?.kind !== "map") throw new Error(`the test's text is no map: ${JSON.stringify(notes.problems)}`);
  return root;
}
