import { readTogether } from "../read/compose/dotenv/together.ts";
import { Notes } from "../read/say/say.ts";
import type { SourceFile } from "../read/sources.ts";

type Environment = Readonly<Record<string, string>>;

/** The process's environment over what files of variables say; what is wrong with those, reading says. */
export function withDotenv(files: readonly SourceFile[], environment: Environment): Environment {
  const own = (name: string) => (Object.hasOwn(environment, name) ? environment[name] : undefined);
  return { ...Object.fromEntries(readTogether(files, own, new Notes())), ...environment };
}
