import { listAt, mapAt, type Node, nothingAt, textAt } from "../../../../model/node.ts";
import { type Field, fieldsOf, mapped } from "../../../draft.ts";
import { aliasesIn } from "../names/names.ts";
import { attachmentFields } from "./attachment-fields.ts";
import { namedOn } from "./attachments.ts";
import { refuseHostNetwork } from "./host-network.ts";
import { networkModeOf } from "./mode.ts";
import { type Neighbourhood, networkRule } from "./network-rule.ts";

/** A service's networks, with the aliases that take the place of names which a swarm does not know. */
export const networks = networkRule("networks", ["networks"], (one) => {
  const { subject, names, attachments } = one;
  const { name } = subject.service;
  const mode = networkModeOf(subject.service).kind;
  const field = subject.field("networks");
  const added = names.added.get(name) ?? [];
  const isBare = field === undefined || fieldsOf(field).length === 0;
  if (field && (mode === "host" || mode === "none" || mode === "network")) return subject.draft.lose(field, both);
  if (field && isBare) dropEmpty(field, one);
  if ((attachments.networks.get(name) ?? []).some((key) => attachments.external.get(key) === "host")) {
    refuseHostNetwork(field?.at ?? subject.service.at, subject);
  }
  if (isBare || mode !== "own") return bare(added, one);
  if (field.node.kind === "list") return fromList(field, added, one);
  for (const attachment of fieldsOf(field)) fromMap(attachment, added, one);
});

const both = {
  why: "`network_mode` says which network it is, and Compose takes only one of the two.",
  remedy: "Leave one of the two out.",
  weakens: "nothing",
} as const;

/** The service names none: the default network, or those of another service whose network stack it shared. */
function bare(added: readonly string[], { subject, attachments }: Neighbourhood): void {
  const { at, name } = subject.service;
  const keys = attachments.networks.get(name) ?? [];
  const isDefault = keys.length === 1 && keys[0] === "default";
  if (keys.length === 0 || (isDefault && added.length === 0)) return;
  const takes = new Set(namedOn(name, attachments));
  const entries = keys.map((key): [string, Node] => [
    key,
    takes.has(key) && added.length > 0 ? aliased(added, at) : nothingAt(at),
  ]);
  subject.draft.edit({ kind: "put", path: subject.path("networks"), node: mapAt(Object.fromEntries(entries), at) });
}

const aliased = (names: readonly string[], at: Field["at"]): Node =>
  mapAt(
    {
      aliases: listAt(
        names.map((name) => textAt(name, at)),
        at,
      ),
    },
    at,
  );

function dropEmpty(field: Field, { subject }: Neighbourhood): void {
  const why = "It names no network, so the service is on the default one.";
  subject.draft.edit({ kind: "drop", path: field.path });
  subject.draft.say(field, mapped([["networks", "default"]], "the stack's default overlay network", why));
}

function fromList(field: Field, added: readonly string[], one: Neighbourhood): void {
  const { draft } = one.subject;
  if (added.length === 0) {
    draft.keep(field);
    return;
  }
  const entries = fieldsOf(field).map(({ node }): [string, Node] => {
    const key = node.kind === "scalar" ? String(node.value) : "";
    return [key, takesAliases(key, one) ? aliased(added, node.at) : nothingAt(node.at)];
  });
  const why =
    "Names that a container has besides its service's are aliases on a swarm, and aliases need the long form.";
  draft.respell(field, mapAt(Object.fromEntries(entries), field.node.at), "the same networks with aliases", why);
}

function fromMap(attachment: Field, added: readonly string[], one: Neighbourhood): void {
  const { draft } = one.subject;
  draft.keep(attachment);
  attachmentFields(attachment, one.subject);
  const key = String(attachment.path.at(-1));
  if (!takesAliases(key, one)) return;
  const before = attachment.node.kind === "map" ? aliasesIn(attachment.node) : [];
  for (const name of added.filter((alias) => !before.includes(alias))) {
    draft.edit({ kind: "append", path: [...attachment.path, "aliases"], node: textAt(name, attachment.at) });
  }
}

function takesAliases(key: string, { attachments, subject }: Neighbourhood): boolean {
  return namedOn(subject.service.name, attachments).includes(key);
}
