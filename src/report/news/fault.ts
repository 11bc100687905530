import type { Fault } from "../../model/fault.ts";
import { showSpan } from "../../model/span.ts";
import { painter } from "../text/paint.ts";
import { oneLine, printable } from "../text/printable.ts";

/** Why we cannot go on, where, and what to do about it. */
export function showFault(fault: Fault, options: { readonly paint: boolean }): string {
  const paint = painter(options.paint);
  const place = fault.at ? `${paint("bold", oneLine(showSpan(fault.at)))}: ` : "";
  const remedies = printable(fault.remedy).split("\n");
  return `${[`${place}${paint("red", "error")}: ${oneLine(fault.message)}`, ...remedies.map((line) => `    ${line}`)].join("\n")}\n`;
}
