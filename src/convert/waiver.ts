import type { WaiverName } from "../model/waiver.ts";

/** How a person accepts by name what is refused: in the compose file, with the reason, or on the command line. */
export function howToWaive(service: string, waiver: WaiverName): string {
  return `\`x-edgeward: { waivers: { ${waiver}: "why" } }\` on the service, or \`--waive ${service}:${waiver}\``;
}
