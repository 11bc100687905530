import { showTasks, tasksJson } from "../../report/swarm/tasks.ts";
import type { ComposeOptions } from "../compose-request.ts";
import { type Context, exit } from "../context.ts";
import type { EngineOptions } from "./engine-options.ts";
import { openedSwarm } from "./opened.ts";
import { stackName } from "./stack-name.ts";

interface PsOptions extends ComposeOptions, EngineOptions {
  readonly format: "text" | "json";
}

/** `edgeward ps --engine swarm` */
export async function psOnSwarm(options: PsOptions, context: Context): Promise<number> {
  const { screen, tools, signal } = context;
  const stack = await stackName(options, context);
  if (stack === undefined) return exit.badInput;
  await using opened = await openedSwarm(options, context);
  const seen = await opened.engine.observe(stack, signal);
  const view = { stack, seen, nowMs: tools.clock.now() };
  screen.out(
    options.format === "json" ? tasksJson(view) : showTasks(view, { paint: screen.paint, width: screen.width }),
  );
  return exit.done;
}
