/** `oom_score_adj`: the docker CLI takes it and drops it without a word; the Engine API carries it from 1.46 on. */
import { mapped, serviceRule } from "../../draft.ts";
import { numberAt } from "../../spelling.ts";

export const oomScore = serviceRule("oom-score", ["oom_score_adj"], ({ service, draft, field }) => {
  const here = field("oom_score_adj");
  if (!here) return;
  const score = numberAt(here.node);
  const remedy = "Deploy with Edgeward, or set limits on memory so that the kernel need not choose.";
  const loss = { why: "`docker stack deploy` drops it.", remedy, weakens: "behaviour" } as const;
  if (score === undefined || !Number.isInteger(score)) {
    draft.lose(here, { ...loss, why: "It is not a whole number.", remedy: "Write a number from -1000 to 1000." });
    return;
  }
  draft.beyond(service.name, { oomScoreAdj: score });
  draft.lose(here, loss, mapped([], "`OomScoreAdj` of the container", "The Engine API carries it."));
});
