import type { Conversion } from "../../model/conversion.ts";
import type { Loss } from "../../model/engine-api.ts";
import { showPath } from "../../model/node.ts";
import type { Problem } from "../../model/problem.ts";

/** What of the security that a compose file asks for no swarm carries, as notices. */
export function conversionLosses({ dispositions }: Conversion): readonly Problem[] {
  return dispositions.flatMap(({ path, at, file, api = file }): readonly Problem[] => {
    if (api.fate !== "lost" || api.weakens !== "security") return [];
    return [
      { severity: "notice", code: "lost", at, what: `\`${showPath(path)}\` is lost: ${api.why}`, remedy: api.remedy },
    ];
  });
}

/** The same of what an engine's version does not carry. */
export function engineLosses(cannot: readonly Loss[]): readonly Problem[] {
  return cannot.map(({ path, at, what, remedy }) => ({
    severity: "notice",
    code: "not-carried",
    at,
    what: `\`${showPath(path)}\` ${what}`,
    remedy,
  }));
}
