import { entryOf } from "../../../model/node.ts";
import { Draft, type Loss } from "../../draft.ts";
import type { Rule } from "../../rule.ts";

const modelLoss: Loss = {
  why: "Models are run by Docker Desktop and its model runner, which a swarm has not.",
  remedy: "Run a model server as a service, and give its address and the model's name in `environment`.",
  weakens: "behaviour",
};

export const models: Rule = {
  id: "models",
  accounts: ["models"],
  propose: (view) => {
    const draft = new Draft("models");
    const entry = entryOf(view.project.root, "models");
    if (entry) draft.lose({ path: ["models"], at: entry.keyAt, node: entry.value }, modelLoss);
    return draft.proposal;
  },
};
