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
  const what = `${names} of \`${service.name}\` is empty, and docker takes it from the shell that deploys it, where that has it`;
  const remedy = `Deploy from a shell that has none: \`env ${empty.map((name) => `-u ${shellWord(name)}`).join(" ")} docker stack deploy …\`.`;
  draft.notice(service.at, "empty-variable", what, remedy);
}
