import type { Unrunnable } from "../../model/launch.ts";
import { painter } from "../text/paint.ts";
import { oneLine } from "../text/printable.ts";

/** Services that this engine leaves out, and what each would need. Lines are not wrapped. */
export function showUnrunnable(services: readonly Unrunnable[], options: { readonly paint: boolean }): string {
  if (services.length === 0) return "";
  const paint = painter(options.paint);
  const lines = services.map(({ service, role, needs }) => `  ${service} (${role}): ${oneLine(needs)}`);
  return `${[paint("yellow", "Not run here:"), ...lines].join("\n")}\n`;
}
