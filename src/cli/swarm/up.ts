/** `edgeward up --engine swarm`: the hardened stack on a swarm, brought up to where each service runs, and proven. */

import { engineLosses } from "../../report/swarm/losses.ts";
import { showSteps } from "../../report/swarm/plan.ts";
import type { Prepared } from "../../run/prepare.ts";
import { bringUpSwarm } from "../../run/swarm/stack/bring-up-swarm.ts";
import { throughOutages } from "../../run/swarm/stack/outage.ts";
import { plannedSteps } from "../../run/swarm/stack/planned-steps.ts";
import { refused } from "../../run/swarm/stack/why-not.ts";
import { type Wanted, wishFor } from "../../run/swarm/stack/wish-for.ts";
import { withAskedRights } from "../../run/swarm/verify/asked-rights.ts";
import { type ComposeOptions, composeRequest, surroundings } from "../compose-request.ts";
import { type Context, exit, sayProblems } from "../context.ts";
import { prepared } from "../prepared.ts";
import { progress } from "../progress.ts";
import { signInLines } from "../sign-in.ts";
import { type EngineOptions, timeoutMs } from "./engine-options.ts";
import { maskedBy } from "./masked.ts";
import { type Opened, openingSwarm } from "./opened.ts";
import { preparedStack } from "./prepared-stack.ts";
import { verifyOpened } from "./verify-swarm.ts";

interface UpOptions extends ComposeOptions, EngineOptions {
  readonly verify: boolean;
  readonly dryRun?: boolean;
  readonly timeout?: string;
  readonly waive?: readonly string[];
}

export async function upOnSwarm(options: UpOptions, context: Context): Promise<number> {
  const deadlineMs = timeoutMs(options.timeout);
  // An engine takes its time to say who it is: meanwhile the file is read.
  await using opening = openingSwarm(options, context);
  const stack = await prepared(composeRequest(options, surroundings(context.tools)), context);
  if (!stack) return exit.badInput;
  const opened = await opening.opened();
  if (options.dryRun) return await settle(stack, options, opened, context, deadlineMs);
  // Another `up` from here would send secrets that this one is about to make anew.
  await using _lock = await stack.site.supervision.lock(context.signal);
  return await settle(stack, options, opened, context, deadlineMs);
}

async function settle(
  stack: Prepared,
  options: UpOptions,
  opened: Opened,
  context: Context,
  deadlineMs: number,
): Promise<number> {
  const { screen, signal } = context;
  const { swarm, engine, tools } = opened;
  const from = tools.clock.elapsed();
  const made = await preparedStack(
    stack,
    options,
    context,
    options.dryRun ? undefined : () => makeSecrets(stack, context),
  );
  if (typeof made === "number") return made;
  const objects = made.objects(swarm.manager.api);
  sayProblems([...objects.problems, ...engineLosses(objects.cannot)], screen);
  if (objects.problems.some(({ severity }) => severity === "error")) return exit.badInput;
  const patience = { clock: tools.clock, tell: progress(screen), patienceMs: deadlineMs };
  const wanted = await throughOutages(() => wishFor(made, objects, engine, signal), patience, signal);
  if (wanted.refusals.length > 0) throw refused(wanted.refusals);
  sayOpen(wanted, context);
  if (options.dryRun) {
    const view = plannedSteps(wanted);
    screen.out(showSteps(view, { paint: screen.paint }));
    return exit.done;
  }
  const { clock } = tools;
  const show = maskedBy(stack.site.keys);
  const tell = progress(screen);
  const { seen } = wanted;
  const how = { engine, clock, tell, timeoutMs: deadlineMs, masked: show, seen };
  await bringUpSwarm(wanted.wish, wanted.moves, how, signal);
  const waiting = wanted.wish.services.filter(({ waitsForToken }) => waitsForToken).map(({ spec }) => spec.Name);
  if (waiting.length > 0)
    screen.say(`Waiting for their tokens: ${waiting.join(", ")}. \`edgeward token deliver\` brings them.`);
  const sent = wanted.wish.services.map(({ spec }) => spec);
  const promised = { stack: made.stack, services: withAskedRights(sent, made), waitingForToken: waiting };
  const style = { format: "text", verbose: false } as const;
  const status = options.verify ? await verifyOpened(stack, promised, opened, style, context) : exit.done;
  const outcome = !options.verify
    ? "Up"
    : status === exit.done
      ? "Up and verified"
      : "Up, but not all of it could be proven,";
  screen.say(`${outcome} after ${((clock.elapsed() - from) / 1000).toFixed(1)} s.`);
  for (const line of signInLines(stack.hardened, stack.site.layout)) screen.say(line);
  return status;
}

async function makeSecrets({ site, withBook }: Prepared, { tools, screen }: Context): Promise<void> {
  const from = tools.clock.elapsed();
  const { hardened } = withBook(await site.users.read());
  const made = await site.keys.ensure(hardened.secrets);
  await site.keys.fill(hardened.generated, "owner");
  const detail = made.length === 0 ? "all there" : `${made.length} made`;
  progress(screen)({ event: "done", what: "keys and certificates", tookMs: tools.clock.elapsed() - from, detail });
}

function sayOpen({ open }: Wanted, { screen }: Context): void {
  for (const { service, why } of open)
    screen.say(
      `notice: everybody in the containers of ${service} may read its secrets (0444, root's): ${why}. Say \`user: UID\` on the service.`,
    );
}
