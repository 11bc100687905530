/** Commands in one text: Compose refuses some, and cuts others short without a word. */
import { childOf, type Mapping, type Node, showPath } from "../../../model/node.ts";
import { splitCommand } from "../../compose/service/command.ts";
import type { Say } from "../../say/say.ts";

/** @see Compose Specification, "command", "entrypoint", "post_start", "pre_stop", "develop" */
export function checkCommands(service: string, map: Mapping, say: Say): void {
  const check = (owner: Node | undefined, key: string, ...steps: readonly (string | number)[]) => {
    const node = child(owner, key);
    if (node?.kind !== "scalar" || typeof node.value !== "string") return;
    splitCommand(node.value, node.at, `services.${service}.${showPath([...steps, key])}`, say);
  };
  check(map, "command");
  check(map, "entrypoint");
  for (const key of ["post_start", "pre_start", "pre_stop"]) {
    for (const [i, hook] of itemsOf(childOf(map, key)).entries()) check(hook, "command", key, i);
  }
  for (const [i, one] of itemsOf(child(childOf(map, "develop"), "watch")).entries()) {
    check(child(one, "exec"), "command", "develop", "watch", i, "exec");
  }
}

const child = (node: Node | undefined, key: string): Node | undefined =>
  node?.kind === "map" ? childOf(node, key) : undefined;

const itemsOf = (node: Node | undefined): readonly Node[] => (node?.kind === "list" ? node.items : []);
