/** `edgeward convert`: a stack file for `docker stack deploy`, and what became of each field. Writes everything, or nothing. */
import { dirname, join, resolve } from "node:path";
import { Fault } from "../../model/fault.ts";
import { showConversion } from "../../report/conversion/conversion.ts";
import { conversionJson } from "../../report/conversion/conversion-json.ts";
import { countFates } from "../../report/conversion/counts.ts";
import type { ConversionView, Outcome } from "../../report/conversion/view.ts";
import { problemsJson } from "../../report/news/problems.ts";
import { stackFile } from "../../report/stack-file/stack-file.ts";
import { type Converted, convertProject } from "../../run/convert/convert.ts";
import { surroundings } from "../compose-request.ts";
import { type Context, exit, sayProblems } from "../context.ts";
import type { Screen } from "../screen.ts";
import { type ConvertOptions, convertRequest, toStdout } from "./options.ts";
import { checkTargets, type Target, writeAll } from "./targets.ts";

export async function convertTo(options: ConvertOptions, { tools, screen, signal }: Context): Promise<number> {
  checkOptions(options);
  const converted = await convertProject(
    convertRequest(options, () => options.output, surroundings(tools)),
    tools,
    signal,
  );
  if ("refused" in converted) {
    if (options.format === "json") screen.out(problemsJson(converted.refused));
    sayProblems(converted.refused, screen);
    return exit.badInput;
  }
  const view = (outcome: Outcome): ConversionView => ({ ...converted, outcome });
  const { conversion } = converted;
  if (conversion.refusals.length > 0) return told(view({ done: "refused" }), options, screen, exit.findingFailed);
  const { security } = countFates(conversion.dispositions, "file").weakens;
  if (options.strict && security > 0) return told(view({ done: "too-weak" }), options, screen, exit.findingFailed);
  const text = stackFile(conversion.stack.root);
  const written = view(outcomeOf(options, converted));
  const targets = targetsOf(options, written, text);
  checkTargets(targets, sourcesOf(converted), options.force === true);
  await writeAll(targets, signal);
  if (toStdout(options)) screen.out(text);
  return told(written, options, screen, exit.done);
}

/** @throws Fault "bad-command-line" when two things would go to the standard output */
function checkOptions(options: ConvertOptions): void {
  if (options.report === "-") {
    const remedy = "Name a file, or write `--format json` in place of --report: it prints the same.";
    throw new Fault("bad-command-line", "--report takes a file", remedy);
  }
  if (!toStdout(options) || options.format === "text") return;
  const remedy = "Write the report to a file with --report, or the stack file with -o.";
  throw new Fault("bad-command-line", "the stack file and the report cannot both go to the standard output", remedy);
}

/** The summary goes where the stack file does not. */
function told(view: ConversionView, options: ConvertOptions, screen: Screen, status: number): number {
  const { paint, width } = screen;
  if (options.format === "json") screen.out(conversionJson(view));
  else if (toStdout(options)) screen.say(showConversion(view, { paint, width }));
  else screen.out(showConversion(view, { paint, width }));
  return status;
}

function outcomeOf(options: ConvertOptions, { conversion }: Converted): Outcome {
  const aside = conversion.aside.map(({ path }) => path);
  return toStdout(options) ? { done: "written", aside } : { done: "written", stackFile: options.output, aside };
}

/** What the stack file names comes before it. @throws Fault "bad-command-line" when there is no place for that */
function targetsOf(options: ConvertOptions, view: ConversionView, text: string): readonly Target[] {
  const { output, report } = options;
  const { aside } = view.conversion;
  if (toStdout(options) && aside.length > 0) {
    const names = aside.map(({ path }) => path).join(", ");
    const remedy = "Name a file with -o: they are written beside it.";
    throw new Fault("bad-command-line", `the stack file needs files beside it: ${names}`, remedy);
  }
  return [
    ...aside.map(({ path, text }) => ({ path: join(dirname(output), path), text })),
    ...(report === undefined ? [] : [{ path: report, text: conversionJson(view) }]),
    ...(toStdout(options) ? [] : [{ path: output, text }]),
  ];
}

/** Compose files, and every file that one of them names. */
function sourcesOf({ project, texts }: Converted): readonly string[] {
  const named = project.services.flatMap(({ envFiles }) => envFiles.map(({ path }) => path));
  return [...texts.map(({ path }) => path), ...named].map((path) => resolve(path));
}
