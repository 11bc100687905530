/** Hashes of what a stack brings to its services, made before the rules ask for them: rules open no files. */

import { below, resolve } from "../../compose/path.ts";
import type { Content } from "../../convert/rule.ts";
import { childOf, entriesOf, textOf } from "../../model/node.ts";
import type { Project } from "../../model/project.ts";
import { inTurns } from "../in-turns.ts";
import type { Digests, SecretContent } from "../tools.ts";

type Environment = Readonly<Record<string, string>>;

/** Answers at once what it knows, and notes what it was asked for in vain. */
export interface Digested {
  of(content: Content): string | undefined;
  /** Fetches what was asked for since. @returns whether there was anything */
  fetch(signal: AbortSignal): Promise<boolean>;
}

const keyOf = (content: Exclude<Content, { text: string }>): string =>
  "file" in content ? `file ${content.file}` : `variable ${content.variable}`;

/** @param environment of the process and of `.env` */
export function digestsFor(project: Project, digests: Digests, environment: Environment): Digested {
  const salts = saltsOf(project);
  const known = new Map<string, string | undefined>();
  const wanted = new Map<string, Exclude<Content, { text: string }>>();
  const make = async (key: string, content: Exclude<Content, { text: string }>): Promise<string | undefined> => {
    const salt = salts.get(key) ?? ("file" in content ? saltOf(content.file, project.directory) : undefined);
    const source = contentOf(content, environment);
    if (source === undefined) return undefined;
    if (salt !== undefined) return digests.ofSecret(source, `${project.name} ${salt}`);
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
        known.set(key, await make(key, content));
      });
      return asked.length > 0;
    },
  };
}

/** A bind mount does not say whether what it brings is secret. The salt is the same wherever the project lies. */
function saltOf(file: string, directory: string): string | undefined {
  const place = below(directory, file) ?? file;
  return /pass|pwd|secret|token|credential|auth|key|psk|shadow/i.test(place) ? place : undefined;
}

/** By content: the name of the secret that it goes into. */
function saltsOf({ root, directory }: Project): ReadonlyMap<string, string> {
  const salts = new Map<string, string>();
  for (const { key, value } of entriesOf(root, "secrets")) {
    if (value.kind !== "map") continue;
    const file = textOf(childOf(value, "file"));
    const variable = textOf(childOf(value, "environment"));
    if (file !== undefined) salts.set(keyOf({ file: resolve(directory, file) }), key);
    if (variable !== undefined) salts.set(keyOf({ variable }), key);
  }
  return salts;
}

function contentOf(content: Exclude<Content, { text: string }>, environment: Environment): SecretContent | undefined {
  if ("file" in content) return content;
  const text = Object.hasOwn(environment, content.variable) ? environment[content.variable] : undefined;
  return text === undefined ? undefined : { text };
}
