/** A service's secrets: who may read them in the container. */

import { childOf, mapAt, type Node } from "../../../../model/node.ts";
import { type Field, fieldsOf, mapped, type Subject, serviceRule } from "../../../draft.ts";
import { present } from "../present.ts";
import { asWritten } from "./as-written.ts";
import { type Owner, ownerOf, rightsOf } from "./owner.ts";

/** Compose gives a secret the mode of its file; a swarm would let everybody in the container read it. */
export const secretGrants = serviceRule("secret-grants", ["secrets"], (subject) => {
  const field = present(subject, "secrets");
  if (!field) return;
  if (fieldsOf(field).length === 0) subject.draft.keep(field);
  const owner = ownerOf(subject.service.map);
  const isOpen = fieldsOf(field).some(({ node }) => !isOwned(node));
  for (const item of fieldsOf(field)) {
    if (owner && !isOwned(item.node)) tighten(item, owner, subject);
    else asWritten(item, subject);
  }
  if (isOpen && !owner) sayOpen(field, subject);
});

/** Whether a person has said who may read it. */
function isOwned(node: Node): boolean {
  return node.kind === "map" && ["uid", "gid", "mode"].some((key) => childOf(node, key) !== undefined);
}

function tighten(item: Field, owner: Owner, { draft }: Subject): void {
  const { at } = item.node;
  const rights = rightsOf(owner, at);
  const why = `Unless it is told otherwise, a swarm lets everybody in the container read a secret; the service runs as ${owner.uid}.`;
  if (item.node.kind === "map") {
    for (const [key, node] of Object.entries(rights))
      if (node) draft.edit({ kind: "put", path: [...item.path, key], node });
  } else {
    draft.edit({ kind: "items", path: item.path, nodes: [mapAt({ source: item.node, ...rights }, at)] });
  }
  draft.say(item, mapped([item.path], `the same secret, for the user ${owner.uid} alone`, why));
}

function sayOpen({ at }: Field, { draft, service }: Subject): void {
  draft.notice(
    at,
    "secret-for-all",
    `everybody in \`${service.name}\`'s container may read its secrets: a swarm makes them root's with the mode 0444, and which user the image runs as stands in no file`,
    "Say `user: UID` on the service, or write the secret in the long form with `uid` and `mode: 0400`.",
  );
}
