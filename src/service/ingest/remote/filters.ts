import type { IngestInput } from "../../../model/launch.ts";
import { covers } from "../../../model/topic.ts";

/**
 * What to subscribe to for all inputs: a filter that another covers is left out, since a broker may send a message once for each
 * subscription that matches it (MQTT 3.1.1 section 3.3.5).
 */
export function filtersOf(inputs: readonly IngestInput[]): readonly string[] {
  const all = [...new Set(inputs.flatMap((input) => input.topics))];
  return all.filter((one) => !all.some((other) => other !== one && covers(other, one)));
}
