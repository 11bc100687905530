/** From compose files to a stack file's text: read, hash, convert, write out. Touches nothing but the files it reads. */
import { resolve } from "../../compose/path.ts";
import { convert } from "../../convert/convert.ts";
import type { View } from "../../convert/rule.ts";
import type { Conversion } from "../../model/conversion.ts";
import type { Problem } from "../../model/problem.ts";
import type { Project } from "../../model/project.ts";
import { readProject } from "../../read/project.ts";
import type { SourceFile } from "../../read/sources.ts";
import { withoutValues } from "../../report/mask/without-values.ts";
import { withDotenv } from "../dotenv.ts";
import { type ComposeRequest, load } from "../load.ts";
import type { Refused } from "../prepare.ts";
import type { Tools } from "../tools.ts";
import { digestsFor } from "./digests.ts";
import { secretValues } from "./secret-values.ts";
import { type Waived, waiversFor } from "./waivers.ts";

export interface ConvertRequest extends ComposeRequest {
  /** Absolute directory that the stack file will lie in. */
  readonly outputDirectory: string;
  /** Name of the directory for files beside it. */
  readonly asideDirectory: string;
  /** What the command line accepts by name. */
  readonly waived: readonly Waived[];
  /** As `View.goAlong`. */
  readonly goAlong?: ReadonlySet<string>;
}

export interface Converted {
  readonly project: Project;
  readonly conversion: Conversion;
  /** Of the reading, and of waivers that waive nothing: notices only, with an error nothing is converted. */
  readonly problems: readonly Problem[];
  /** Every file that was read, compose files first. */
  readonly texts: readonly SourceFile[];
  /** Values that nobody may see. */
  readonly secrets: readonly string[];
}

export async function convertProject(
  request: ConvertRequest,
  tools: Tools,
  signal: AbortSignal,
): Promise<Converted | Refused> {
  const loaded = await load(request, tools, readProject);
  if ("missing" in loaded) return { refused: loaded.missing };
  const { project, problems } = loaded.read;
  const environment = environmentOf(request, loaded.texts, tools);
  const secrets = secretValues(project, loaded.texts, environment);
  if (problems.some(({ severity }) => severity === "error")) return { refused: withoutSecrets(problems, secrets) };
  const waivers = waiversFor(project, request.waived);
  const digested = digestsFor(project, tools.digests, environment);
  const view: View = {
    project,
    outputDirectory: request.outputDirectory,
    asideDirectory: request.asideDirectory,
    digest: digested.of,
    waived: waivers.has,
    ...(request.goAlong && { goAlong: request.goAlong }),
  };
  let conversion = convert(view);
  // The rules say what they want hashed by asking for it; they ask for the same and get answers the second time.
  while (await digested.fetch(signal)) conversion = convert(view);
  return { project, conversion, problems: [...problems, ...waivers.idle()], texts: loaded.texts, secrets };
}

/** What a variable has brought to a wrong place is shown by what is said of it. */
const withoutSecrets = (problems: readonly Problem[], secrets: readonly string[]): readonly Problem[] =>
  problems.map((problem) => ({ ...problem, what: withoutValues(problem.what, secrets) }));

function environmentOf(
  { directory, envFiles = [resolve(directory, ".env")] }: ConvertRequest,
  texts: readonly SourceFile[],
  { environment }: Tools,
): Tools["environment"] {
  const files = envFiles.flatMap((path) => texts.find((text) => text.path === path) ?? []);
  return withDotenv(files, environment);
}
