import { serviceRule } from "../../draft.ts";

export const expose = serviceRule("expose", ["expose"], ({ field, draft }) => {
  const found = field("expose");
  if (!found) return;
  draft.lose(found, {
    why: "Services on one network reach each other on every port, so there is nothing to expose; docker warns of it.",
    remedy: "Leave it out. To keep others away from a port, put the service on a network of fewer.",
    weakens: "nothing",
  });
});
