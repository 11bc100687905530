/** `edgeward verify --engine swarm`: what the stack promises, held against what is there. */
import { engineLosses } from "../../report/swarm/losses.ts";
import { wishFor } from "../../run/swarm/stack/wish-for.ts";
import { withAskedRights } from "../../run/swarm/verify/asked-rights.ts";
import { composeRequest, surroundings } from "../compose-request.ts";
import { type Context, exit, sayProblems } from "../context.ts";
import { prepared } from "../prepared.ts";
import type { VerifyOptions } from "../verify.ts";
import type { EngineOptions } from "./engine-options.ts";
import { openedSwarm } from "./opened.ts";
import { preparedStack } from "./prepared-stack.ts";
import { verifyOpened } from "./verify-swarm.ts";

export interface SwarmVerifyOptions extends VerifyOptions, EngineOptions {
  readonly waive?: readonly string[];
}

export async function verifyOnSwarm(options: SwarmVerifyOptions, context: Context): Promise<number> {
  const { tools, signal, screen } = context;
  const stack = await prepared(composeRequest(options, surroundings(tools)), context, options.format);
  if (!stack) return exit.badInput;
  await using opened = await openedSwarm(options, context);
  const made = await preparedStack(stack, options, context);
  if (typeof made === "number") return made;
  const objects = made.objects(opened.swarm.manager.api);
  sayProblems([...objects.problems, ...engineLosses(objects.cannot)], screen);
  if (objects.problems.some(({ severity }) => severity === "error")) return exit.badInput;
  const { wish } = await wishFor(made, objects, opened.engine, signal);
  const sent = wish.services.map(({ spec }) => spec);
  const promised = {
    stack: wish.stack,
    services: withAskedRights(sent, made),
    waitingForToken: wish.services.filter((one) => one.waitsForToken).map(({ spec }) => spec.Name),
  };
  const style = { format: options.format, verbose: options.verbose === true };
  return await verifyOpened(stack, promised, opened, style, context);
}
