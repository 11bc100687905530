import { textOf } from "../../../../model/node.ts";
import { lost, mapped } from "../../../draft.ts";
import { namedOn } from "../attach/attachments.ts";
import { networkRule } from "../attach/network-rule.ts";

/** A swarm names containers itself; what other containers call this one by stays true as an alias. */
export const containerName = networkRule("container-name", ["container_name"], ({ subject, names, attachments }) => {
  const field = subject.field("container_name");
  if (!field) return;
  const { name: service } = subject.service;
  const name = textOf(field.node) ?? "";
  subject.draft.edit({ kind: "drop", path: field.path });
  const why = "A swarm names containers itself: it may run several of a service.";
  const rivals = names.claimedBesides(service, name);
  const networks = namedOn(service, attachments);
  if (name === service || networks.length === 0) {
    const into = name === service ? "the service's own name, which its networks know" : "no network where it is known";
    return subject.draft.say(field, mapped([], into, why));
  }
  if (names.added.get(service)?.includes(name)) {
    const to = networks.map((network) => subject.path("networks", network, "aliases"));
    return subject.draft.say(field, mapped(to, `the alias \`${name}\` on each network of the service`, why));
  }
  const because = rivals.length > 0 ? `and \`${rivals[0]}\` goes by that name too` : "and this is no name for DNS";
  const remedy = `Where something calls \`${name}\`, write \`${service}\`, the service's name.`;
  subject.draft.say(field, lost({ why: `${why.slice(0, -1)}, ${because}.`, remedy, weakens: "behaviour" }));
});
