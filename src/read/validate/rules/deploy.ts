/** `deploy`: how a swarm runs a service. */
import { isNodeAttribute, nodeAttributes, parseConstraint } from "../../../compose/field/constraint.ts";
import { suggest } from "../../say/suggest.ts";
import { at, type Check, complaintOf, text, textIfAny, unless, written } from "./check.ts";

export const deploy: readonly Check[] = [
  ...choice("deploy.mode", ["replicated", "global", "replicated-job", "global-job"]),
  ...choice("deploy.endpoint_mode", ["vip", "dnsrr"]),
  ...choice("deploy.update_config.failure_action", ["continue", "pause", "rollback"]),
  ...choice("deploy.rollback_config.failure_action", ["continue", "pause"]),
  ...choice("deploy.restart_policy.condition", ["none", "on-failure", "any", "no", "always", "unless-stopped"]),
  ...at(
    ["services.*.deploy.placement.constraints.[]"],
    text((constraint) => complaintOf(parseConstraint(constraint))),
    {
      code: "bad-constraint",
      remedy: "Write for example `node.labels.zone == core` or `node.role != manager`.",
    },
  ),
  ...at(["services.*.deploy.placement.constraints.[]"], text(unknownAttribute), {
    code: "unknown-attribute",
    severity: "notice",
    remedy: (node) => attributeRemedy(written(node)),
  }),
];

function choice(path: string, choices: readonly string[]): readonly Check[] {
  return at(
    [`services.*.${path}`],
    textIfAny((word) => unless(choices.includes(word), `has \`${word}\`, which is none of ${choices.join(", ")}`)),
    {
      code: "bad-value",
      remedy: (node) => {
        const nearest = suggest(written(node), choices);
        return nearest === undefined ? `Write one of ${choices.join(", ")}.` : `Did you mean \`${nearest}\`?`;
      },
    },
  );
}

function unknownAttribute(text: string): string | undefined {
  const constraint = parseConstraint(text);
  if (typeof constraint === "string" || isNodeAttribute(constraint.key)) return undefined;
  return `asks for \`${constraint.key}\`, which no node has`;
}

function attributeRemedy(text: string): string {
  const constraint = parseConstraint(text);
  const key = typeof constraint === "string" ? "" : constraint.key;
  const nearest = suggest(key, nodeAttributes);
  return nearest === undefined ? `Known are ${nodeAttributes.join(", ")}.` : `Did you mean \`${nearest}\`?`;
}
