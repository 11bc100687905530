import { childOf, type Node, textOf } from "../../model/node.ts";
import type { Project } from "../../model/project.ts";
import type { SourceFile } from "../../read/sources.ts";
import { isSecretName } from "../../report/mask/secret-name.ts";

/** Shorter ones are words of other texts as well. */
const leastLength = 6;

/**
 * Values that nobody may see, wherever variables have brought them: those of variables and settings whose names promise a secret.
 * @param texts that may name variables @param environment of the process and of `.env`
 */
export function secretValues(
  project: Project,
  texts: readonly SourceFile[],
  environment: Readonly<Record<string, string>>,
): readonly string[] {
  const asked = new Set(texts.flatMap(({ text }) => [...text.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name)));
  const named = [
    ...Object.entries(environment).filter(([name]) => asked.has(name) && !directories.has(name)),
    ...project.services.flatMap(({ map, envFiles }) => [
      ...settingsIn(childOf(map, "environment")),
      ...envFiles.flatMap(({ variables }) => variables.map(({ name, value }) => [name, value] as const)),
    ]),
  ];
  // A password that is also a service's name cannot be kept from who reads the file, and would hide what a report is about.
  const open = new Set([project.name, ...project.services.map(({ name }) => name)]);
  const values = named.flatMap(([name, value]) =>
    promisesSecret(name) && value.length >= leastLength && !open.has(value) ? [value] : [],
  );
  // The longest first: one may hold another.
  return [...new Set(values)].toSorted((a, b) => b.length - a.length);
}

/** `PWD` is a password elsewhere. @see POSIX, Environment Variables */
const directories = new Set(["PWD", "OLDPWD"]);

const promisesSecret = (name: string): boolean => isSecretName(name) || /(?:^|_)(?:PW|PASS|AUTH|CRED)/i.test(name);

function settingsIn(node: Node | undefined): readonly (readonly [name: string, value: string])[] {
  if (node?.kind === "map") return node.entries.map(({ key, value }) => [key, textOf(value) ?? ""]);
  if (node?.kind !== "list") return [];
  return node.items.map((item) => {
    const [name = "", ...value] = (textOf(item) ?? "").split("=");
    return [name, value.join("=")];
  });
}
