/**
 * What a service mounts. A person's short text stays where docker reads it the same; files beside the compose file that are only read
 * become configs; what hands the node over is refused.
 */

import { mountOf } from "../../../../compose/mount/long-mount.ts";
import { Draft, type Field, fieldsOf, mapped, type Subject, subjectOf } from "../../../draft.ts";
import { claimsMount } from "../../../place/own-secrets.ts";
import type { Rule } from "../../../rule.ts";
import { present } from "../present.ts";
import { Keys } from "./carried.ts";
import { carry } from "./carry.ts";
import { oneLetter, volumeNames } from "./one-letter.ts";
import { Sources } from "./sources.ts";
import { spell } from "./spell.ts";
import { fromOthers, type Mounting, type Services } from "./volumes-from.ts";

export const volumes: Rule = {
  id: "volumes",
  accounts: ["services.*.volumes", "services.*.volumes_from"],
  propose: (view) => {
    const draft = new Draft("volumes");
    const mounting = {
      keys: new Keys(view),
      sources: new Sources(view, draft),
      named: volumeNames(view.project.root),
    };
    const services: Services = new Map(view.project.services.map((service) => [service.name, service]));
    for (const service of view.project.services) {
      const subject = subjectOf(service, view, draft);
      ofService(subject, mounting);
      fromOthers(subject, services, mounting);
    }
    return draft.proposal;
  },
};

function ofService(subject: Subject, mounting: Mounting): void {
  const field = present(subject, "volumes");
  if (field?.node.kind !== "list") return;
  if (field.node.items.length === 0) subject.draft.keep(field);
  let left = field.node.items.length;
  for (const [index, item] of fieldsOf(field).entries()) {
    if (claimsMount(subject.view, subject.service, index)) continue;
    if (!stays(item, subject, mounting)) left -= 1;
  }
  if (left === 0 && field.node.items.length > 0) subject.draft.edit({ kind: "drop", path: field.path });
}

/** @returns whether it is still a mount */
function stays(item: Field, subject: Subject, { keys, sources, named }: Mounting): boolean {
  const { draft } = subject;
  const letter = oneLetter(item.node, named);
  const mount = letter ? letter.mount : mountOf(item.node);
  if (typeof mount === "string") {
    draft.keep(item);
    return true;
  }
  if (mount.type === "image") {
    draft.edit({ kind: "items", path: item.path, nodes: [] });
    draft.say(item, imageLoss);
    return false;
  }
  const carried = carry(mount, item, keys, subject);
  if (carried) {
    draft.edit({ kind: "items", path: item.path, nodes: [] });
    draft.say(item, carried);
    return false;
  }
  sources.look(mount, item, subject);
  if (letter) {
    draft.edit({ kind: "items", path: item.path, nodes: [letter.node] });
    const why = "docker takes a single letter before a colon for a Windows drive.";
    draft.say(item, mapped([item.path], "the same mount in the long form", why));
  } else spell(mount, item, subject);
  return true;
}

const imageLoss = {
  fate: "lost",
  why: "A swarm mounts no images.",
  remedy: "Copy what is needed into the service's own image, or into a named volume with a service that runs once.",
  weakens: "behaviour",
} as const;
