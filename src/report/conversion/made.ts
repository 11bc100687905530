import type { MadeService } from "../../model/conversion.ts";
import { showSpan } from "../../model/span.ts";
import type { Paint } from "../text/paint.ts";
import { oneLine } from "../text/printable.ts";
import { wrapHanging } from "../text/wrap.ts";

/** Services that the source does not have; their fields are none of the source's, and count nowhere. */
export function showMade(made: readonly MadeService[], paint: Paint, width: number): string {
  return made
    .flatMap(({ service, of, zone, at }) => {
      const what = `a copy of ${of} for the zone ${zone}, where services read what it writes to its volumes`;
      return [
        `  ${paint("cyan", oneLine(service))}`,
        ...wrapHanging(oneLine(what), width, "    ", "    "),
        `    ${paint("dim", oneLine(showSpan(at)))}`,
      ];
    })
    .join("\n");
}
