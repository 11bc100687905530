/** What a stack file says of deployment in Compose's own words: it stays, in the docker CLI's spelling. */
import { textOf } from "../../../model/node.ts";
import { type Field, type Subject, serviceRule } from "../../draft.ts";
import { respell, type Shape } from "../../spelling.ts";

const update: Shape = {
  keys: { parallelism: "whole", delay: "duration", monitor: "duration", max_failure_ratio: "number" },
};

const shape: Shape = {
  keys: {
    replicas: "whole",
    labels: "pairs",
    update_config: update,
    rollback_config: update,
    // What it says is the rule `placement`'s; how it is spelled is as everywhere below `deploy`.
    placement: { keys: { max_replicas_per_node: "whole", preferences: { each: { keys: {} } } } },
  },
};

/** Other rules' fields: they see to what is in them. */
const others = new Set(["resources", "restart_policy"]);

export const deploy = serviceRule("deploy", ["deploy"], (subject) => {
  const field = subject.field("deploy");
  if (!field) return;
  const { draft } = subject;
  draft.keep(field);
  if (field.node.kind !== "map") return;
  const global = /^global/.test(textOf(subject.field("deploy", "mode")?.node) ?? "");
  const own = field.node.entries.filter(({ key }) => !others.has(key) && !(global && key === "replicas"));
  respell(draft, { ...field, node: { ...field.node, entries: own } }, shape);
  const replicas = global ? subject.field("deploy", "replicas") : undefined;
  if (replicas) loseReplicas(replicas, subject);
});

function loseReplicas(replicas: Field, { draft }: Subject): void {
  const why = "In mode `global` each node runs one, and the docker CLI refuses a number beside it.";
  draft.lose(replicas, { why, remedy: "Take one of the two out.", weakens: "nothing" });
}
