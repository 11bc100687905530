/** From compose files to a stack file's text: read, hash, convert, write out. Touches nothing but the files it reads. */
import { resolve } from "../../compose/path.ts";
import { convert } from "../../convert/convert.ts";
import type { View } from "../../convert/rule.ts";
import type { Conversion } from "../../model/conversion.ts";
import { Fault } from "../../model/fault.ts";
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

export interface ConvertRequest extends ComposeRequest {
  /** Absolute directory that the stack file will lie in. */
  readonly outputDirectory: string;
  /** Name of the directory for files beside it. */
  readonly asideDirectory: string;
  /** What the command line accepts by name. */
  readonly waived: readonly Waived[];
}

export interface Waived {
  readonly service: string;
  readonly name: string;
}

export interface Converted {
  readonly project: Project;
  readonly conversion: Conversion;
  /** Of the reading: notices only, with an error nothing is converted. */
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
  const environment = environmentOf(project, loaded.texts, tools);
  const secrets = secretValues(project, loaded.texts, environment);
  if (problems.some(({ severity }) => severity === "error")) return { refused: withoutSecrets(problems, secrets) };
  const waivers = waiversOf(project, request.waived);
  const digested = digestsFor(project, tools.digests, environment);
  const view: View = {
    project,
    outputDirectory: request.outputDirectory,
    asideDirectory: request.asideDirectory,
    digest: digested.of,
    waived: (service, name) => waivers.has(`${service}:${name}`),
  };
  let conversion = convert(view);
  // The rules say what they want hashed by asking for it; they ask for the same and get answers the second time.
  while (await digested.fetch(signal)) conversion = convert(view);
  return { project, conversion, problems, texts: loaded.texts, secrets };
}

/** What a variable has brought to a wrong place is shown by what is said of it. */
const withoutSecrets = (problems: readonly Problem[], secrets: readonly string[]): readonly Problem[] =>
  problems.map((problem) => ({ ...problem, what: withoutValues(problem.what, secrets) }));

/** The process's environment goes before `.env`; what is wrong with that file, reading has said. */
function environmentOf(
  { directory }: Project,
  texts: readonly SourceFile[],
  { environment }: Tools,
): Tools["environment"] {
  const dotenv = texts.find(({ path }) => path === resolve(directory, ".env"));
  return dotenv ? withDotenv(dotenv, environment) : environment;
}

/** @throws Fault "bad-command-line" for a service that is not there: a waiver that is misspelt would waive nothing */
function waiversOf(project: Project, waived: readonly Waived[]): ReadonlySet<string> {
  const names = new Set(project.services.map(({ name }) => name));
  const unknown = waived.find(({ service }) => !names.has(service));
  if (unknown) {
    throw new Fault(
      "bad-command-line",
      `--waive ${unknown.service}:${unknown.name} names a service that is not there`,
      `The services are ${[...names].join(", ")}.`,
    );
  }
  const inFile = project.services.flatMap(({ name: service, waivers }) =>
    waivers.map(({ name }) => ({ service, name })),
  );
  return new Set([...inFile, ...waived].map(({ service, name }) => `${service}:${name}`));
}
