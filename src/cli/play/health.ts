import { Fault } from "../../model/fault.ts";
import { healthOf } from "../../run/play/play.ts";
import { type Context, exit } from "../context.ts";

const status = { healthy: exit.done, unhealthy: exit.findingFailed, unknown: exit.notDone } as const;

/** `edgeward play --health`: what a container's health check asks. */
export async function playHealth(
  { health }: { readonly health?: boolean },
  { tools, screen }: Context,
): Promise<number> {
  if (!health) throw new Fault("bad-command-line", "which role?", "edgeward play agent, ingest or console.");
  const { verdict, detail } = await healthOf(await tools.play(), tools.clock);
  screen.out(detail);
  return status[verdict];
}
