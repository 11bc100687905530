/** `edgeward plan --for swarm`: what `convert` would write beside the compose file, and why. Writes nothing. */
import { dirname, join } from "node:path";
import type { ConversionView } from "../../report/conversion/view.ts";
import { problemsJson } from "../../report/news/problems.ts";
import type { Compared } from "../../report/plan/diff.ts";
import { sourceFiles } from "../../report/plan/source-files.ts";
import { showSwarmPlan, swarmPlanJson } from "../../report/plan/swarm.ts";
import { stackFile } from "../../report/stack-file/stack-file.ts";
import { type Converted, convertProject } from "../../run/convert/convert.ts";
import { surroundings } from "../compose-request.ts";
import { type Context, exit, sayProblems } from "../context.ts";
import { type ConvertOptions, convertRequest } from "./options.ts";

type SwarmPlanOptions = Omit<ConvertOptions, "output">;

export async function planForSwarm(options: SwarmPlanOptions, { tools, screen, signal }: Context): Promise<number> {
  const beside = (file: string) => join(dirname(file), "stack.yml");
  const converted = await convertProject(convertRequest(options, beside, surroundings(tools)), tools, signal);
  if ("refused" in converted) {
    if (options.format === "json") screen.out(problemsJson(converted.refused));
    sayProblems(converted.refused, screen);
    return exit.badInput;
  }
  const refused = converted.conversion.refusals.length > 0;
  const view: ConversionView = { ...converted, outcome: { done: refused ? "refused" : "planned" } };
  const compared = comparedOf(converted, beside(converted.project.files[0] ?? ""));
  const { paint, width } = screen;
  screen.out(
    options.format === "json" ? swarmPlanJson(view, compared) : showSwarmPlan(view, compared, { paint, width }),
  );
  return refused ? exit.findingFailed : exit.done;
}

/**
 * One file as a person wrote it, against the stack file. Of several, none could be compared with all that they make together, so it is
 * what they make together, written as the stack file is: the diff then shows what conversion changes, and nothing that merging does.
 */
function comparedOf({ project, conversion, texts }: Converted, to: string): Compared {
  const after = stackFile(conversion.stack.root);
  const named = sourceFiles(project.root);
  const [only, ...others] = [...new Set([...project.files.filter((file) => named.includes(file)), ...named])];
  const own = others.length === 0 ? texts.find(({ path }) => path === only) : undefined;
  if (own) return { from: own.path, to, before: own.text, after, format: "compose" };
  const from = `${[only, ...others].join(" + ")} (merged)`;
  return { from, to, before: stackFile(project.root), after, format: "compose" };
}
