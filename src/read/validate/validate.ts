/**
 * Holds a resolved tree against the Compose Specification: its official JSON schema first, then what the schema leaves open, by the rules
 * that Compose, the docker CLI and the engine have. All problems at once, one for each place, none where one has been said before.
 */
import type { Mapping } from "../../model/node.ts";
import type { Say } from "../say/say.ts";
import { countPorts } from "./port-count.ts";
import { complain } from "./schema/complain.ts";
import { checkValues } from "./values.ts";

/** @param root after includes, merges, profiles and variables: what Compose itself validates */
export function validate(root: Mapping, say: Say): void {
  const sayTheRest = complain(root, say);
  checkValues(root, say);
  countPorts(root, say);
  sayTheRest();
}
