import { readDotenv } from "../read/compose/dotenv/dotenv.ts";
import { Notes } from "../read/say/say.ts";
import type { SourceFile } from "../read/sources.ts";

type Environment = Readonly<Record<string, string>>;

/** The process's environment over what `.env` says; what is wrong with that file, reading says. */
export function withDotenv(dotenv: SourceFile, environment: Environment): Environment {
  const own = (name: string) => (Object.hasOwn(environment, name) ? environment[name] : undefined);
  const variables = readDotenv(dotenv, own, new Notes());
  return { ...Object.fromEntries(variables.map(({ name, value }) => [name, value])), ...environment };
}
