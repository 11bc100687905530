import { existsSync, realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Fault } from "../model/fault.ts";
import type { ComposeRequest } from "../run/load.ts";

export interface ComposeOptions {
  readonly file?: readonly string[];
  readonly projectName?: string;
  readonly profile?: readonly string[];
}

/** What `docker compose` looks for, in its order. @see Compose Specification, "The Compose file" */
const defaultFiles = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/** @throws Fault "bad-command-line" when no file is named and none lies here */
export function composeRequest({ file = [], projectName, profile = [] }: ComposeOptions): ComposeRequest {
  const files = file.length > 0 ? file : found();
  const request = { files, directory: real(dirname(resolve(files[0] ?? "."))), profiles: profile };
  return projectName === undefined ? request : { ...request, projectName };
}

function found(): readonly string[] {
  const first = defaultFiles.find((name) => existsSync(name));
  if (first === undefined) {
    throw new Fault(
      "bad-command-line",
      "there is no compose file here",
      "Name one with -f, for example: edgeward up -f docker-compose.yml",
    );
  }
  const override = first.replace(/\.(ya?ml)$/, ".override.$1");
  return existsSync(override) ? [first, override] : [first];
}

/** One directory has one name, however a person got there: what was brought up through a link is found without it. */
function real(directory: string): string {
  try {
    return realpathSync(directory);
  } catch {
    return directory;
  }
}
