/** From the variables that tell a console what to do, and the files that they name, to what plays it. */
import { isWellKnown } from "../../harden/well-known.ts";
import { Fault } from "../../model/fault.ts";
import type { ConsoleLaunch } from "../../model/launch.ts";
import type { Played } from "../../model/play.ts";
import { consoleFiles, consolePlay, type Wrong } from "../../plan/play/console-play.ts";

type Environment = Readonly<Record<string, string>>;
/** @returns undefined where it is not there, or cannot be read */
type ReadText = (path: string) => Promise<string | undefined>;

/** @throws Fault "bad-command-line" that names all that is wrong, by variable */
export async function readConsole(environment: Environment, read: ReadText): Promise<Played<ConsoleLaunch>> {
  const { launch, wrong } = consolePlay(environment);
  const all = [...wrong, ...(await wrongFiles(environment, read))];
  if (launch && all.length === 0) return { launch, passwords: [], problems: [] };
  const what = all.map((one) => `${one.name} ${one.what}`).join("; ");
  const remedy = all.map((one) => `${one.name}: ${one.remedy}`).join("\n");
  throw new Fault("bad-command-line", `the console cannot start: ${what}`, remedy);
}

async function wrongFiles(environment: Environment, read: ReadText): Promise<readonly Wrong[]> {
  const seen = Object.entries(consoleFiles).map(async ([name, what]): Promise<readonly Wrong[]> => {
    const path = environment[name];
    if (!path) return [];
    const text = await read(path);
    if (text === undefined) {
      const remedy = `Let it name ${what}, readable by whoever plays the console.`;
      return [{ name, what: `names ${path}, which is not there or cannot be read`, remedy }];
    }
    if (!name.endsWith("PASSWORD_FILE")) return [];
    const weak = name === "CONSOLE_PASSWORD_FILE" && isWeakPassword(text, [environment.CONSOLE_USERNAME ?? ""]);
    if (text.trim() === "" || weak) {
      const found = text.trim() === "" ? "an empty password" : "a password that is tried first by whoever breaks in";
      const remedy = "Put a long random one there, for example of `openssl rand -base64 24`.";
      return [{ name, what: `holds ${found}`, remedy }];
    }
    return [];
  });
  return (await Promise.all(seen)).flat();
}

/** @param text of the file, whatever ends it */
export function isWeakPassword(text: string, beside: readonly string[] = []): boolean {
  const password = text.trim();
  return password === "" || isWellKnown(password, ["console", "edgeward", ...beside]);
}
