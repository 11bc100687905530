/**
 * Variables that are empty: Compose leaves them so, and docker fills them from the shell that deploys, where that has them. A proxy that
 * was switched off comes back that way.
 * @see docker/cli, cli/compose/loader: updateEnvironment
 */
import { pairsOf } from "../../../../compose/env-list.ts";
import { childOf } from "../../../../model/node.ts";
import type { Subject } from "../../../draft.ts";
import { shellWord } from "../shell.ts";

export function sayWhatIsEmpty({ service, draft }: Subject): void {
  const values = new Map<string, string | null>();
  for (const { variables } of service.envFiles) for (const { name, value } of variables) values.set(name, value);
  for (const { name, value } of pairsOf(childOf(service.map, "environment"))) values.set(name, value);
  const empty = [...values].flatMap(([name, value]) => (value === "" ? [name] : []));
  if (empty.length === 0) return;
  const names = empty.map((name) => `\`${name}\``).join(", ");
  const what = `${names} of \`${service.name}\` is empty, and is filled from the shell that it is deployed from, where that has it`;
  const remedy = `Deploy from a shell that has none: \`unset ${empty.map(shellWord).join(" ")}\` in it first.`;
  draft.notice(service.at, "empty-variable", what, remedy);
}
