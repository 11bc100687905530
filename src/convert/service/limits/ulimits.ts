/** The kernel's limits for a service's processes; the docker CLI wants numbers. */
import { fieldsOf, serviceRule } from "../../draft.ts";
import { respell } from "../../spelling.ts";

export const ulimits = serviceRule("ulimits", ["ulimits"], ({ draft, field }) => {
  const all = field("ulimits");
  if (!all) return;
  draft.keep(all);
  for (const limit of fieldsOf(all)) {
    const pair = { keys: { soft: "whole", hard: "whole" } } as const;
    respell(draft, limit, limit.node.kind === "map" ? pair : "whole");
  }
});
