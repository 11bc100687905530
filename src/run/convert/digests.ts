/** Hashes of what a stack brings to its services, made before the rules ask for them: rules open no files. */
import { basename } from "../../compose/path.ts";
import type { Content } from "../../convert/rule.ts";
import type { Digests, SecretContent } from "../../keys/keys.ts";
import type { Project } from "../../model/project.ts";
import { inTurns } from "../in-turns.ts";

type Environment = Readonly<Record<string, string>>;
type Fetched = Exclude<Content, { readonly text: string }>;

/** Answers at once what it knows, and notes what it was asked for in vain. */
export interface Digested {
  of(content: Content): string | undefined;
  /** Fetches what was asked for since. @returns whether there was anything */
  fetch(signal: AbortSignal): Promise<boolean>;
}

/** @param environment of the process and of `.env` */
export function digestsFor({ name }: Project, digests: Digests, environment: Environment): Digested {
  const known = new Map<string, string | undefined>();
  const wanted = new Map<string, Fetched>();
  const make = async (content: Fetched): Promise<string | undefined> => {
    const source = contentOf(content, environment);
    if (source === undefined) return undefined;
    if (content.secret) return digests.ofSecret(source, `${name} ${saltOf(content)}`);
    return "file" in source ? digests.ofFile(source.file) : digests.plain(source.text);
  };
  return {
    of(content) {
      if ("text" in content) return digests.plain(content.text);
      const key = keyOf(content);
      if (!known.has(key)) wanted.set(key, content);
      return known.get(key);
    },
    async fetch(signal) {
      const asked = [...wanted];
      wanted.clear();
      await inTurns(asked, async ([key, content]) => {
        signal.throwIfAborted();
        known.set(key, await make(content));
      });
      return asked.length > 0;
    },
  };
}

const keyOf = (content: Fetched): string =>
  `${content.secret ? "secret " : ""}${"file" in content ? `file ${content.file}` : `variable ${content.variable}`}`;

/** The same wherever the project lies, and whether a mount or the section `secrets` names the file. */
const saltOf = (content: Fetched): string => ("file" in content ? basename(content.file) : content.variable);

function contentOf(content: Fetched, environment: Environment): SecretContent | undefined {
  if ("file" in content) return { file: content.file };
  const text = Object.hasOwn(environment, content.variable) ? environment[content.variable] : undefined;
  return text === undefined ? undefined : { text };
}
