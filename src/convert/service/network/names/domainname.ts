import { childOf, textOf } from "../../../../model/node.ts";
import { serviceRule } from "../../../draft.ts";

export const domainname = serviceRule("domainname", ["domainname"], ({ field, draft, service }) => {
  const found = field("domainname");
  if (!found) return;
  const host = textOf(childOf(service.map, "hostname")) ?? service.name;
  draft.lose(found, {
    why: "A swarm service has a host name and no domain name.",
    remedy: `Write the whole name: \`hostname: ${host}.${textOf(found.node) ?? ""}\`.`,
    weakens: "behaviour",
  });
});
