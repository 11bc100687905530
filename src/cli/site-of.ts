import { statSync } from "node:fs";
import { Fault } from "../model/fault.ts";
import type { Site, Tools } from "../run/tools.ts";
import { type ComposeOptions, composeRequest, surroundings } from "./compose-request.ts";

/**
 * Where a stack's things lie, for commands that need no readable compose file.
 * @throws Fault "unreadable-file" for a file of variables that is named and not there, as with all other commands
 */
export function siteOf(options: ComposeOptions, tools: Tools): Promise<Site> {
  const { directory, envFiles = [] } = composeRequest(options, surroundings(tools));
  const missing = envFiles.filter((path) => !isThere(path));
  if (missing.length === 0) return tools.site(directory, "");
  const remedy = "Name another one with --env-file or in COMPOSE_ENV_FILES, or none.";
  throw new Fault("unreadable-file", `no file of variables is there: ${missing.join(", ")}`, remedy);
}

function isThere(path: string): boolean {
  try {
    return !statSync(path).isDirectory();
  } catch {
    return false;
  }
}
