import { type Field, fieldsOf, lost, mapped } from "../../../draft.ts";
import { namedOn } from "../attach/attachments.ts";
import { type Neighbourhood, networkRule } from "../attach/network-rule.ts";
import { linkOf } from "./names.ts";

/** A link's name becomes an alias, which everybody on the network sees; containers outside of the stack have none. */
export const links = networkRule("links", ["links", "external_links"], (one) => {
  const { subject } = one;
  const [inside, outside] = [subject.field("links"), subject.field("external_links")];
  if (inside) {
    subject.draft.edit({ kind: "drop", path: inside.path });
    if (fieldsOf(inside).length === 0)
      subject.draft.say(inside, mapped([], "nothing", "It is empty, and docker warns of it."));
    for (const item of fieldsOf(inside)) link(item, one);
  }
  if (outside) {
    subject.draft.lose(outside, {
      why: "A link to a container outside of the stack has nothing to hold on to: that container is on one node's own network.",
      remedy: "Put both on one external, attachable overlay network, and call the other container by its name there.",
      weakens: "behaviour",
    });
  }
});

function link(item: Field, { subject, names, attachments }: Neighbourhood): void {
  const { service, alias } = linkOf(item.node);
  const why = "A swarm has no links: services on one network find each other by name.";
  if (alias === service) {
    subject.draft.say(item, mapped([], `the service's own name, \`${service}\``, why));
    return;
  }
  if (names.added.get(service)?.includes(alias)) {
    const to = namedOn(service, attachments).map((network) => ["services", service, "networks", network, "aliases"]);
    subject.draft.say(item, mapped(to, `the alias \`${alias}\` of \`${service}\`, for all on its networks`, why));
    return;
  }
  const rivals = names.claimedBesides(service, alias);
  const because = rivals.length > 0 ? `\`${rivals[0]}\` goes by the name \`${alias}\` too` : "it is no name for DNS";
  const remedy = `Call it \`${service}\` in the settings of \`${subject.service.name}\`.`;
  subject.draft.say(
    item,
    lost({ why: `${why} As an alias for all it would mislead: ${because}.`, remedy, weakens: "behaviour" }),
  );
}
