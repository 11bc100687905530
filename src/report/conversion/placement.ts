import type { PlacementDecision } from "../../model/conversion.ts";
import { grouped } from "../text/grouped.ts";
import type { Paint } from "../text/paint.ts";
import { oneLine } from "../text/printable.ts";
import { wrapHanging } from "../text/wrap.ts";

/** Services that run in the same place for the same reason, together. */
export function showPlacement(placement: readonly PlacementDecision[], paint: Paint, width: number): string {
  const groups = grouped(placement, ({ constraint, why }) => JSON.stringify([constraint, why]));
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      return [
        `  ${paint("cyan", oneLine(first.constraint))}`,
        ...wrapHanging(oneLine(first.why), width, "    ", "    "),
        ...wrapHanging(group.map(({ service }) => service).join(", "), width, "    - ", "      "),
      ];
    })
    .join("\n");
}
