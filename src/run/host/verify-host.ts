import type { Finding } from "../../model/finding.ts";
import { verify } from "../verify.ts";
import { hostScene } from "./host-scene.ts";
import type { HostTools } from "./host-tools.ts";
import type { PlannedHost } from "./plan-host.ts";

/** The same probes that judge a stack of ours, at the programs that are installed here. */
export async function verifyHost(
  planned: PlannedHost,
  tools: HostTools,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const findings = await verify(await hostScene(planned, tools), await tools.probes(), tools.clock, signal);
  return findings.map(({ remedy, ...finding }) =>
    remedy === undefined ? finding : { ...finding, remedy: onMachine(remedy) },
  );
}

/** What a person does with a stack of a compose file, and what they do on a machine instead. */
const words: readonly (readonly [string, string])[] = [
  [
    "See what is up (`edgeward ps`), bring the stack up (`edgeward up`)",
    "See what runs (`ss -ltnp`), start what is missing",
  ],
  ["Bring the stack up (`edgeward up`)", "Start the program"],
  [" (`edgeward ps`, `edgeward logs`)", ""],
  [" (`edgeward ps`)", ""],
  ["`edgeward up`", "`edgeward host secure`"],
  ["`edgeward verify`", "`edgeward host verify`"],
  ["the compose file", "the program's settings"],
];

const onMachine = (remedy: string): string =>
  words.reduce((text, [stack, machine]) => text.replaceAll(stack, machine), remedy);
