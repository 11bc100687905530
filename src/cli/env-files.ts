/** Which files of variables stand in place of `.env`. */
import { resolve } from "node:path";
import { Fault } from "../model/fault.ts";

/**
 * @param named by `--env-file`; relative to where the command runs, as in COMPOSE_ENV_FILES
 * @returns absolute paths, later ones over earlier ones; undefined: it is `.env` beside the project
 * @throws Fault "bad-command-line" for an empty name
 * @see Compose, "Pre-defined environment variables", COMPOSE_ENV_FILES and COMPOSE_DISABLE_ENV_FILE
 */
export function envFilesOf(
  named: readonly string[],
  here: string,
  environment: Readonly<Record<string, string>>,
): readonly string[] | undefined {
  const { COMPOSE_ENV_FILES, COMPOSE_DISABLE_ENV_FILE } = environment;
  if (named.length > 0) return absolute(named, here, "--env-file is given");
  // Compose's own manual had blanks behind the commas.
  const listed = COMPOSE_ENV_FILES ? COMPOSE_ENV_FILES.split(",").map((name) => name.trim()) : [];
  if (listed.length > 0) return absolute(listed, here, "COMPOSE_ENV_FILES has");
  return /^(1|t|true)$/i.test(COMPOSE_DISABLE_ENV_FILE ?? "") ? [] : undefined;
}

function absolute(names: readonly string[], here: string, says: string): readonly string[] {
  if (!names.includes("")) return names.map((name) => resolve(here, name));
  throw new Fault("bad-command-line", `${says} an empty name`, "Write the name of a file of variables.");
}
