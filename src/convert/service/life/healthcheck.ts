/** How a swarm knows that a service is well. The docker CLI refuses a test beside `disable: true`, and Compose looks at neither. */
import { type Draft, type Field, fieldsOf, serviceRule } from "../../draft.ts";
import { respell, type Shape, spelledAs } from "../../spelling.ts";

const shape: Shape = {
  keys: {
    disable: "boolean",
    interval: "duration",
    timeout: "duration",
    start_period: "duration",
    start_interval: "duration",
    retries: "whole",
  },
};

export const healthcheck = serviceRule("healthcheck", ["healthcheck"], (subject) => {
  const { draft } = subject;
  const field = subject.field("healthcheck");
  if (!field) return;
  draft.keep(field);
  const disable = subject.field("healthcheck", "disable")?.node;
  const off = disable?.kind === "scalar" && spelledAs(disable, "boolean")?.value === true;
  if (!off) respell(draft, field, shape);
  else for (const one of fieldsOf(field)) settle(one, draft);
});

function settle(field: Field, draft: Draft): void {
  if (field.path.at(-1) === "disable") respell(draft, field, "boolean");
  else draft.lose(field, { why: "`disable: true` stands beside it.", remedy: "Nothing to do.", weakens: "nothing" });
}
