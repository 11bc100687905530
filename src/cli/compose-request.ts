import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { Fault } from "../model/fault.ts";
import { withDotenv } from "../run/dotenv.ts";
import type { ComposeRequest } from "../run/load.ts";
import type { Tools } from "../run/tools.ts";
import { envFilesOf } from "./env-files.ts";

export interface ComposeOptions {
  readonly file?: readonly string[];
  readonly projectName?: string;
  readonly profile?: readonly string[];
  /** As the person named them. */
  readonly envFile?: readonly string[];
}

/** Where the command runs. */
export interface Surroundings {
  readonly here: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What `docker compose` looks for, in its order. @see Compose Specification, "The Compose file" */
const defaultFiles = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const overrides = [
  "compose.override.yml",
  "compose.override.yaml",
  "docker-compose.override.yml",
  "docker-compose.override.yaml",
];

/** `here` is empty when the directory has been removed meanwhile. */
export function surroundings({ environment }: Pick<Tools, "environment">): Surroundings {
  try {
    return { here: process.cwd(), environment };
  } catch {
    return { here: "", environment };
  }
}

/** @throws Fault "bad-command-line" when no file is named and none lies here */
export function composeRequest(
  { file = [], projectName, profile = [], envFile = [] }: ComposeOptions,
  { here, environment }: Surroundings,
): ComposeRequest {
  checkNames(file);
  const envFiles = envFilesOf(envFile, here, environment);
  const files = file.length > 0 ? file : (fromVariables(envFiles ?? [join(here, ".env")], environment) ?? found(here));
  // With the standard input alone, it is as if the file lay here.
  const first = files.find((path) => path !== "-") ?? "compose.yaml";
  return {
    files,
    directory: real(dirname(resolve(here, first))),
    profiles: profile,
    ...(projectName !== undefined && { projectName }),
    ...(envFiles && { envFiles }),
  };
}

function checkNames(files: readonly string[]): void {
  if (files.includes("")) throw new Fault("bad-command-line", "-f is given no name", "Write the compose file's name.");
  if (files.indexOf("-") === files.lastIndexOf("-")) return;
  throw new Fault("bad-command-line", "-f - is given twice", "There is one standard input: name it once.");
}

/** @see Compose, "Pre-defined environment variables", COMPOSE_FILE and COMPOSE_PATH_SEPARATOR */
function fromVariables(
  envFiles: readonly string[],
  environment: Surroundings["environment"],
): readonly string[] | undefined {
  const texts = envFiles.map((path) => ({ path, text: textOf(path) }));
  const { COMPOSE_FILE, COMPOSE_PATH_SEPARATOR } = withDotenv(texts, environment);
  const files = COMPOSE_FILE?.split(COMPOSE_PATH_SEPARATOR || ":");
  if (files === undefined || files.join("") === "") return undefined;
  if (!files.includes("")) return files;
  const remedy = "Take what is too much out, or say with COMPOSE_PATH_SEPARATOR what stands between names.";
  throw new Fault("bad-command-line", "COMPOSE_FILE has an empty name in it", remedy);
}

/** What is wrong with the file, reading says. A pipe is left to who waits for it in a way that can be ended. */
function textOf(path: string): string {
  try {
    return statSync(path).isFile() ? readFileSync(path, "utf8") : "";
  } catch {
    return "";
  }
}

/** Here, or in the nearest directory above. */
function found(here: string): readonly string[] {
  for (let directory = here; ; directory = dirname(directory)) {
    const shown = (name: string) => relative(here, join(directory, name)) || basename(name);
    const lies = (name: string) => existsSync(join(directory, name));
    const first = defaultFiles.find(lies);
    if (first !== undefined) return [first, ...overrides.filter(lies).slice(0, 1)].map(shown);
    if (directory === dirname(directory)) break;
  }
  throw new Fault(
    "bad-command-line",
    "there is no compose file here",
    "Name one with -f, for example: -f docker-compose.yml",
  );
}

/** One directory has one name, however a person got there: what was brought up through a link is found without it. */
function real(directory: string): string {
  try {
    return realpathSync(directory);
  } catch {
    return directory;
  }
}
