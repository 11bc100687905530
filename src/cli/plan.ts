import { Fault } from "../model/fault.ts";
import { showPlan } from "../report/plan/plan.ts";
import { planJson } from "../report/plan/plan-json.ts";
import { type ComposeOptions, composeRequest, surroundings } from "./compose-request.ts";
import { type Context, exit } from "./context.ts";
import { editsOf } from "./edits.ts";
import { prepared } from "./prepared.ts";

export interface PlanOptions extends ComposeOptions {
  readonly for: "local" | "swarm";
  readonly waive?: readonly string[];
  readonly format: "text" | "json";
}

export async function plan(options: PlanOptions, context: Context): Promise<number> {
  if (options.for === "swarm") return (await import("./convert/plan.ts")).planForSwarm(options, context);
  checkOptions(options);
  const stack = await prepared(composeRequest(options, surroundings(context.tools)), context, options.format);
  if (!stack) return exit.badInput;
  const { screen } = context;
  const { files: edits, left } = editsOf(stack);
  const problems = [...stack.problems, ...left];
  const view = { hardened: stack.hardened, edits, unrunnable: stack.unrunnable, problems };
  screen.out(options.format === "json" ? planJson(view) : showPlan(view, { paint: screen.paint, width: screen.width }));
  return exit.done;
}

/** The local engine grants nothing that could be waived: a waiver that is taken in silence would be believed. */
function checkOptions({ waive = [] }: PlanOptions): void {
  if (waive.length === 0) return;
  const remedy = "Add `--for swarm`, or leave --waive out: on one machine nothing of the kind is granted or refused.";
  throw new Fault("bad-command-line", "--waive only counts for a swarm", remedy);
}
