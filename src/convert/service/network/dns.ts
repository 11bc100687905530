import { textOf } from "../../../model/node.ts";
import { fieldsOf, kept, lost, serviceRule } from "../../draft.ts";
import { present } from "../data/present.ts";

/** Name servers and search domains go through as they are; options only through the API. */
export const dns = serviceRule("dns", ["dns", "dns_search", "dns_opt"], (subject) => {
  const { draft, service } = subject;
  for (const key of ["dns", "dns_search"]) {
    const found = present(subject, key);
    if (found) draft.keep(found);
  }
  const options = present(subject, "dns_opt");
  if (!options) return;
  draft.edit({ kind: "drop", path: options.path });
  const dnsOptions = fieldsOf(options).flatMap(({ node }) => textOf(node) ?? []);
  draft.beyond(service.name, { dnsOptions });
  const loss = {
    why: "A stack file has no place for a resolver's options.",
    remedy: "Set them for all containers of a node: `dns-opts` in its /etc/docker/daemon.json.",
    weakens: "behaviour",
  } as const;
  draft.say(options, lost(loss), kept);
});
