/** `edgeward down --engine swarm`: takes the stack off the swarm, and shows that it is gone. */
import { Fault } from "../../model/fault.ts";
import { names, showDown } from "../../report/swarm/down.ts";
import { leaveSwarm } from "../../run/swarm/stack/leave-swarm.ts";
import { teardownSwarm } from "../../run/swarm/stack/teardown-swarm.ts";
import type { Site } from "../../run/tools.ts";
import type { ComposeOptions } from "../compose-request.ts";
import { type Context, exit } from "../context.ts";
import { progress } from "../progress.ts";
import { siteOf } from "../site-of.ts";
import { type EngineOptions, timeoutMs } from "./engine-options.ts";
import { openedSwarm } from "./opened.ts";
import { stackName } from "./stack-name.ts";

interface DownOptions extends ComposeOptions, EngineOptions {
  readonly volumes?: boolean;
  readonly keys?: boolean;
  readonly leave?: boolean;
  readonly timeout?: string;
}

export async function downOnSwarm(options: DownOptions, context: Context): Promise<number> {
  const { screen, signal, tools } = context;
  const deadlineMs = timeoutMs(options.timeout);
  const stack = await stackName(options, context);
  if (stack === undefined) {
    screen.say("With -p NAME the compose file is not read.");
    return exit.badInput;
  }
  await using opened = await openedSwarm(options, context);
  const { engine, swarm } = opened;
  const { clock } = tools;
  const volumes = options.volumes === true;
  const what = { engine, clock, tell: progress(screen), volumes, timeoutMs: deadlineMs };
  const unseen = await teardownSwarm(stack, what, signal);
  // With a name alone, what lies here may be another stack's.
  if (options.projectName === undefined) await forget(options, context);
  if (options.leave && unseen.length === 0) {
    const left = await leaveSwarm(swarm, opened.tools, signal);
    if (left.length > 0) {
      screen.say(`Not told that the swarm is gone: ${names(left)}. Run \`docker swarm leave --force\` there.`);
      return exit.notDone;
    }
  }
  const kept = [
    volumes ? [] : ["data (--volumes removes it)"],
    options.keys && options.projectName === undefined ? [] : ["keys (--keys removes them)"],
  ].flat();
  for (const line of showDown({ stack, unseen, kept, leave: options.leave === true })) screen.say(line);
  return unseen.length === 0 ? exit.done : exit.notDone;
}

/** What lies beside the compose file, where there is one. */
async function forget(options: DownOptions, { tools, signal }: Context): Promise<void> {
  const site = await siteBeside(options, tools);
  if (!site) return;
  // The same stack on this machine has its files from there.
  if ((await site.engine.observe(signal)).services.length > 0) return;
  await site.keys.clear({ ring: options.keys === true });
  if (options.keys) await site.users.clear();
  await site.sweep();
}

async function siteBeside(options: DownOptions, tools: Context["tools"]): Promise<Site | undefined> {
  try {
    return await siteOf(options, tools);
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}
