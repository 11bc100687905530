import { type ServiceName, serviceName } from "../../../model/name.ts";
import type { Entry, Node } from "../../../model/node.ts";
import type { Located } from "../../../model/span.ts";
import type { Say } from "../../say/say.ts";
import { didYouMean } from "../../say/suggest.ts";
import { sayUnknown } from "../../tree/keys.ts";
import { asFlag, asMap, asText, asTexts } from "../../tree/shape.ts";

export interface Dependency extends Located<ServiceName> {
  /** `required: false`: compose goes on without it when it does not exist. */
  readonly required: boolean;
}

const keys = ["condition", "required", "restart"];
const conditions = ["service_started", "service_healthy", "service_completed_successfully"];

/** `depends_on:` as a list of services or a map of services to conditions. Ready always means healthy here. */
export function readDependsOn(node: Node, path: string, say: Say): readonly Dependency[] {
  if (node.kind !== "map") {
    return asTexts(node, path, "list-only", say).map(({ value, at }) => ({
      value: serviceName(value),
      at,
      required: true,
    }));
  }
  return node.entries.map((entry) => readLong(entry, `${path}.${entry.key}`, say));
}

function readLong({ key, keyAt, value }: Entry, path: string, say: Say): Dependency {
  const entries = asMap(value, path, say) ?? [];
  sayUnknown(entries, keys, path, "x-allowed", say);
  const find = (name: string) => entries.find((entry) => entry.key === name)?.value;
  const conditionNode = find("condition");
  const condition = conditionNode && asText(conditionNode, `${path}.condition`, say);
  if (condition && !conditions.includes(condition.value)) {
    const what = `\`${condition.value}\` is no condition to wait for`;
    say.error("bad-value", condition.at, what, didYouMean(condition.value, conditions));
  }
  if (condition?.value === "service_completed_successfully") {
    const what = `\`${path}\` waits until the service has ended; this version waits until it is healthy`;
    say.notice("not-carried", condition.at, what, "Run one-shot jobs before `edgeward up`.");
  }
  const restart = find("restart");
  if (restart) asFlag(restart, `${path}.restart`, say);
  const requiredNode = find("required");
  const required = (requiredNode && asFlag(requiredNode, `${path}.required`, say)) ?? true;
  return { value: serviceName(key), at: keyAt, required };
}
