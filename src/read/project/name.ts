import { childOf, entriesOf, type Mapping, type Node } from "../../model/node.ts";
import type { Located } from "../../model/span.ts";
import { projectNameOf } from "../compose/context.ts";
import type { Say } from "../say/say.ts";
import type { Sources } from "../sources.ts";
import { interpolate } from "../tree/interpolate.ts";
import { asText } from "../tree/shape.ts";
import type { Lookup } from "../tree/template.ts";

/**
 * The project's name: command line, COMPOSE_PROJECT_NAME, the last `name:` of the files, the last top-level `x-edgeward.name` (a stack
 * file has no other), the directory. It is known before anything else is read, since files may use it as a variable.
 * @param documents of the files, before variables are filled
 */
export function nameOf(sources: Sources, documents: readonly Mapping[], lookup: Lookup, say: Say): string {
  const last = (pick: (document: Mapping) => Node | undefined): Located<string> | undefined => {
    const names = documents.flatMap((document) => {
      const node = pick(document);
      const text = node && asText(interpolate(node, lookup, say), "name", say);
      return text && isName(text, say) ? [text] : [];
    });
    return names.at(-1);
  };
  const said = last((document) => childOf(document, "name"));
  const ours = last((document) => entriesOf(document, "x-edgeward").find(({ key }) => key === "name")?.value);
  const fromEnvironment = lookup("COMPOSE_PROJECT_NAME");
  if (sources.projectName !== undefined) return sources.projectName;
  if (fromEnvironment) return projectNameOf(fromEnvironment);
  return said?.value ?? ours?.value ?? projectNameOf(sources.directory);
}

function isName(name: Located<string>, say: Say): boolean {
  if (/^[a-z0-9][a-z0-9_-]*$/.test(name.value)) return true;
  const remedy = "Use small letters, digits, - and _; begin with a letter or digit.";
  say.error("bad-name", name.at, `\`${name.value}\` cannot be a project's name`, remedy);
  return false;
}
