/**
 * Secrets and configs as a swarm has them: immutable, so their names follow their content. What docker cannot make from a stack file, a
 * person makes beforehand.
 */
import { childOf, type Mapping, textAt, textOf, valueAt } from "../../../model/node.ts";
import { below, type Field, mapped } from "../../draft.ts";
import { absolute, rebased } from "../../service/data/host-paths.ts";
import { credentialOf } from "../../service/data/mounts/danger.ts";
import { baseName, objectName } from "../../service/data/object-name.ts";
import { shellWord } from "../../service/data/shell.ts";
import { howToWaive } from "../../waiver.ts";
import { spellExternal } from "../external.ts";
import { spellPairs } from "../pairs.ts";
import type { Entity } from "../section-rule.ts";

type Kind = "secret" | "config";

export function object(kind: Kind, entity: Entity): void {
  const { draft, field } = entity;
  draft.keep(field);
  spellPairs(entity, "labels");
  const external = spellExternal(entity);
  if (external !== undefined) {
    sayExternal(kind, external, entity);
    return;
  }
  const [file, content, variable] = ["file", "content", "environment"].map((key) => below(field, key));
  if (file) ofFile(kind, file, entity);
  else if (content) ofContent(content, entity);
  else if (variable) ofVariable(kind, variable, entity);
}

function ofFile(kind: Kind, file: Field, entity: Entity): void {
  const { draft, view, key } = entity;
  const written = textOf(file.node) ?? "";
  const place = rebased(written, view);
  const path = absolute(written, view);
  if (path !== undefined) sayOfNode(kind, path, file, entity);
  const digest = path === undefined ? undefined : view.digest({ file: path, secret: kind === "secret" });
  if (digest === undefined) {
    const what = `${written}, which the ${kind} \`${key}\` is made of, cannot be read, or is empty or larger than the 500 KB that a swarm takes, so its name does not follow its content`;
    draft.notice(
      file.at,
      "content-unread",
      what,
      "Write the file, smaller if need be, and run this again: it is read once more when the stack is deployed.",
    );
  } else name(digest, entity);
  if (place !== written) {
    draft.respell(file, textAt(place, file.node.at), place, "The stack file lies in another directory.");
  }
}

/** What lets somebody in on this machine is refused, as a mount of it is; what nobody is granted lies in the swarm's store all the same. */
function sayOfNode(kind: Kind, path: string, { at }: Field, { draft, view, key }: Entity): void {
  const danger = credentialOf(path, view.project.directory);
  if (!danger) return;
  const holders = view.project.services.filter(({ map }) => grantsIn(map, `${kind}s`).includes(key));
  if (holders.length === 0) {
    const what = `the ${kind} \`${key}\` is made of ${path}, and it ${danger.what}`;
    draft.notice(at, danger.name, what, "Leave it out: no service is granted it.");
  }
  for (const { name: service } of holders) {
    if (view.waived(service, danger.name)) continue;
    const what = `\`${service}\` is handed ${path} as the ${kind} \`${key}\`, and it ${danger.what}`;
    const remedy = `Give it a file of its own; or accept it: ${howToWaive(service, danger.name)}.`;
    draft.refuse(at, danger.name, what, remedy);
  }
}

function grantsIn(service: Mapping, section: string): readonly string[] {
  const grants = childOf(service, section);
  const items = grants?.kind === "list" ? grants.items : [];
  return items.map((item) => textOf(item.kind === "map" ? childOf(item, "source") : item) ?? "");
}

/** A name that ends in the content's digest, unless it does. */
function name(digest: string, { draft, field, key, view }: Entity): void {
  const map = mapOf(field);
  const whole = baseName(key, map, view.project.name);
  if (whole.endsWith(digest)) return;
  const base = withoutDigest(whole);
  const written = below(field, "name");
  const node = textAt(objectName(base, digest), field.at);
  const why = "A swarm never changes a secret or a config: another content needs another name.";
  if (written) draft.respell(written, node, "the same name with the content's digest", why);
  else draft.edit({ kind: "put", path: [...field.path, "name"], node });
}

/** What an earlier conversion put at the end, of a content that was another. */
const withoutDigest = (name: string): string => name.replace(/_[0-9a-f]{12,64}$/, "");

const mapOf = ({ node }: Field): Mapping | undefined => (node.kind === "map" ? node : undefined);

/** Compose has filled the variables in it, so docker must read it from a file, where it fills none. */
function ofContent(content: Field, entity: Entity): void {
  const { draft, view, key, field } = entity;
  const text = content.node.kind === "scalar" ? String(content.node.value ?? "") : "";
  const path = `${view.asideDirectory}/${key.replaceAll(/^\.|[^A-Za-z0-9._-]/g, "_")}`;
  draft.aside({ path, text });
  if (text === "") {
    const what = `the config \`${key}\` is empty, and a swarm takes none that is`;
    draft.notice(content.at, "config-empty", what, "Let it have a line break, or let the image bring an empty file.");
  }
  const digest = view.digest({ text });
  if (digest !== undefined) name(digest, entity);
  draft.edit({ kind: "drop", path: content.path });
  draft.edit({ kind: "put", path: [...field.path, "file"], node: textAt(`./${path}`, content.node.at) });
  draft.say(
    content,
    mapped(
      [[...field.path, "file"]],
      `the file ${path} beside the stack file`,
      "docker takes no content in a stack file.",
    ),
  );
}

function ofVariable(kind: Kind, variable: Field, entity: Entity): void {
  const { draft, view, key, field } = entity;
  const written = textOf(variable.node) ?? "";
  // It goes into a command line that people paste.
  const from = /^[A-Za-z_]\w*$/.test(written) ? written : "VARIABLE";
  const digest = view.digest({ variable: written, secret: kind === "secret" });
  const base = baseName(key, mapOf(field), view.project.name);
  const made = objectName(base, digest);
  draft.edit({ kind: "drop", path: variable.path });
  draft.edit({ kind: "put", path: [...field.path, "external"], node: valueAt(true, variable.at) });
  draft.edit({ kind: "put", path: [...field.path, "name"], node: textAt(made, variable.at) });
  const why = `docker takes no ${kind} from a variable, so it is made before the stack: printed by the shell itself, it stands on no command line`;
  const command = `printf %s "\${${from}:?}" | docker ${kind} create ${made} -`;
  draft.prepare({ why: `${why}. Set ${from} in the shell first; docker reads no \`.env\``, command });
  draft.say(variable, mapped([field.path], `the external ${kind} ${made}`, `${why}.`));
}

function sayExternal(kind: Kind, made: string, { draft, key }: Entity): void {
  const why = `The ${kind} \`${key}\` is made outside of the stack, and has to be there before it`;
  draft.prepare({ why, command: `docker ${kind} create ${shellWord(made)} FILE` });
}
