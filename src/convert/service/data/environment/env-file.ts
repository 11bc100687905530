/** Files of variables: docker reads them another way than Compose does, so those that would say something else go into `environment`. */

import { pairsOf } from "../../../../compose/env-list.ts";
import { childOf, type Node, textAt, textOf } from "../../../../model/node.ts";
import type { NamedFile } from "../../../../model/project.ts";
import { type Field, fieldsOf, lost, mapped, type Subject, serviceRule } from "../../../draft.ts";
import { escapeBraces } from "../braces.ts";
import { absolute, rebased } from "../host-paths.ts";
import { present } from "../present.ts";
import { dockerReadsTheSame } from "./docker-env-file.ts";
import { looksSecret } from "./secret-looking.ts";
import { setVariable } from "./set-variable.ts";

interface Listed {
  readonly field: Field;
  readonly written: string;
  readonly file: NamedFile | undefined;
  readonly stays: boolean;
}

export const envFile = serviceRule("env-file", ["env_file"], (subject) => {
  const field = present(subject, "env_file");
  if (!field) return;
  const items = field.node.kind === "list" ? fieldsOf(field) : [field];
  const listed = items.map((item) => listedAs(item, subject));
  const set = inline(listed, subject);
  for (const one of listed) say(one, set, subject);
  rewrite(field, listed, subject);
});

function listedAs(field: Field, { service, view }: Subject): Listed {
  const { node } = field;
  const written = textOf(node.kind === "map" ? childOf(node, "path") : node) ?? "";
  const path = absolute(written, view);
  const file = service.envFiles.find((one) => one.path === path) ?? service.envFiles.find((one) => one.at === node.at);
  return { field, written, file, stays: file === undefined || dockerReadsTheSame(file) };
}

function say({ field, written, file, stays }: Listed, set: ReadonlySet<string>, { draft, path }: Subject): void {
  if (stays) {
    const why = "docker takes the path alone.";
    if (field.node.kind === "map") draft.say(field, mapped([path("env_file")], written, why));
    else draft.keep(field);
    return;
  }
  if (file?.text === undefined) {
    const remedy = `Write ${written}, and convert again, if the service needs it.`;
    draft.say(
      field,
      lost({ why: "It is not there and need not be; docker has no word for that.", remedy, weakens: "nothing" }),
    );
    return;
  }
  const why =
    "docker reads such a file otherwise than Compose: quotes, comments and variables in it would become part of the values.";
  draft.say(
    field,
    mapped(
      file.variables.some(({ name }) => set.has(name)) ? [path("environment")] : [],
      "variables of the service",
      why,
    ),
  );
  const secret = file.variables.find(({ name }) => set.has(name) && looksSecret(name));
  if (!secret) return;
  const what = `\`${secret.name}\` of ${written} goes to the swarm as it is, and \`docker service inspect\` shows it to whoever may ask a manager`;
  draft.notice(secret.at, "secret-in-clear", what, "Give it as a `secret`.");
}

/** The list that is left, seen from the stack file. */
function rewrite(field: Field, listed: readonly Listed[], { draft, view }: Subject): void {
  const left = listed.filter(({ stays }) => stays);
  if (left.length === 0) {
    draft.edit({ kind: "drop", path: field.path });
    return;
  }
  const nodes = left.map(({ field: { node }, written }): Node => {
    const path = rebased(written, view);
    return node.kind === "scalar" && path === written ? node : textAt(path, node.at);
  });
  const before = field.node.kind === "list" ? field.node.items : [field.node];
  if (nodes.length === before.length && nodes.every((node, i) => node === before[i])) return;
  const [only] = nodes;
  if (field.node.kind !== "list" && only) {
    draft.edit({ kind: "put", path: field.path, node: only });
    return;
  }
  draft.edit({ kind: "put", path: field.path, node: { kind: "list", items: nodes, at: field.node.at } });
}

/**
 * Later files go over earlier ones, and `environment` over all of them.
 * @returns names of the variables that go into `environment`
 */
function inline(listed: readonly Listed[], subject: Subject): ReadonlySet<string> {
  const named = new Set(pairsOf(childOf(subject.service.map, "environment")).map(({ name }) => name));
  const last = new Map<string, { readonly value: string; readonly stays: boolean }>();
  for (const { file, stays } of listed) {
    for (const { name, value } of file?.variables ?? []) last.set(name, { value, stays });
  }
  const set = [...last].filter(([name, { stays }]) => !stays && !named.has(name));
  for (const [name, { value }] of set) setVariable(name, escapeBraces(value), subject);
  return new Set(set.map(([name]) => name));
}
