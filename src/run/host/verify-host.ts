import { Fault } from "../../model/fault.ts";
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
  // Clients of other machines' servers alone: nothing of ours is here.
  if (planned.hardened.secrets.length === 0) return [];
  const scene = await hostScene(planned, tools).catch(neverSecured);
  const findings = await verify(scene, await tools.probes(), tools.clock, signal);
  return findings.map(({ remedy, ...finding }) =>
    remedy === undefined ? finding : { ...finding, remedy: onMachine(remedy) },
  );
}

/** @throws what it is given, or Fault "not-ready" in place of keys that were never made */
function neverSecured(cause: unknown): never {
  if (!(cause instanceof Fault && cause.code === "keys-damaged")) throw cause;
  const what = "this machine has not been secured by Edgeward, or the keys that it was secured with are gone";
  throw new Fault("not-ready", what, "Look at `edgeward host plan`, then run `edgeward host secure`.", { cause });
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
