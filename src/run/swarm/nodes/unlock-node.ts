/** Opens a manager that waits for its swarm's unlock key. */
import { EngineRefusal } from "../../../engine/docker/docker.ts";
import type { EngineAddress } from "../../../model/engine-address.ts";
import { showAddress } from "../../../model/engine-address.ts";
import { Fault } from "../../../model/fault.ts";
import { membershipOf } from "../membership.ts";
import type { NodeTools } from "./node-tools.ts";

/** @param swarm id; may be left out where one key is kept @returns whether it was locked @throws Fault */
export async function unlockNode(
  tools: NodeTools,
  address: EngineAddress,
  swarm: string | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  await using engine = await tools.connect(address, signal);
  const member = await membershipOf(engine, signal);
  if (member.is === "nothing")
    throw new Fault("not-ready", `${showAddress(address)} is in no swarm`, "See `edgeward node init`.");
  if (member.is !== "locked") return false;
  // A locked engine does not say whose it is; no key is shown to an engine of another swarm.
  const kept = await tools.unlockKeys.kept();
  const which = swarm ?? (kept.length === 1 ? kept[0] : undefined);
  if (which === undefined || !kept.includes(which)) {
    const what = which ? `the key of swarm ${which} is not kept here` : `${kept.length} swarms' keys are kept here`;
    const ids =
      kept.length > 0
        ? `Say whose it is: --swarm ${kept.join(" or ")}.`
        : "Run this as the user who made the swarm, or `docker swarm unlock`.";
    throw new Fault("bad-command-line", what, ids);
  }
  try {
    await tools.unlockKeys.open(which, engine, signal);
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error;
    throw new Fault("not-ready", `the engine does not take the key: ${error.message}`, "See that it is of this swarm.");
  }
  return true;
}
