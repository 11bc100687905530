import type { Hardened } from "../model/hardened.ts";
import { handOverDirectory, operator } from "../model/own-file.ts";
import type { GeneratedFile } from "../model/secret.ts";

/** Users from outside that the probes log in as: what holds for these lines of a list holds for the others. */
const shown = 16;

/** The stack with the first of its users from outside: ten thousand of them are no more evidence, and would take hours to probe. */
export function fewUsers(hardened: Hardened): Hardened {
  const outside = hardened.identities.filter(({ owner }) => owner === "outside");
  if (outside.length <= shown) return hardened;
  const left = new Set(outside.slice(shown));
  const kept = new Set(outside.slice(0, shown).map(({ secret }) => secret));
  const isHandedOver = ({ service, name }: GeneratedFile) =>
    service === operator && name.startsWith(`${handOverDirectory}/`);
  const isKept = ({ parts }: GeneratedFile) =>
    parts.some((part) => typeof part === "object" && part.hole === "password" && kept.has(part.ref));
  const directories = new Set(
    hardened.generated.filter((file) => isHandedOver(file) && isKept(file)).map(({ name }) => directoryOf(name)),
  );
  return {
    ...hardened,
    identities: hardened.identities.filter((one) => !left.has(one)),
    generated: hardened.generated.filter((file) => !isHandedOver(file) || directories.has(directoryOf(file.name))),
  };
}

const directoryOf = (name: string): string => name.slice(0, name.lastIndexOf("/"));
