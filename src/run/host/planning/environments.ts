/**
 * Environments hold passwords of ours written out. Read with the password's name in its place, such a file is as hardening wants it, and no
 * plan has a secret in it; written, it is filled in again.
 */
import type { Keys } from "../../../keys/keys.ts";
import type { ConfigText, Machine, ProgramKind } from "../../../model/machine.ts";
import { type GeneratedFile, secretToken } from "../../../model/secret.ts";

/** @returns the very machine given where none of its environments holds one */
export async function withoutOwnSecrets(
  machine: Machine,
  generated: readonly GeneratedFile[],
  keys: Keys,
): Promise<Machine> {
  let isFound = false;
  const programs = await Promise.all(
    machine.programs.map(async (program) => {
      const secrets = await secretsOf(program.kind, generated, keys);
      const configs = program.configs.map((config): ConfigText => {
        if (config.format !== "environment") return config;
        const text = secrets.reduce((left, { name, text }) => left.replaceAll(text, secretToken(name)), config.text);
        isFound ||= text !== config.text;
        return { ...config, text };
      });
      return { ...program, configs };
    }),
  );
  return isFound ? { ...machine, programs } : machine;
}

/** The text with the passwords of the program's own written out. */
export function filledIn(text: string, owner: ProgramKind | undefined, generated: readonly GeneratedFile[]) {
  const own = generated.filter(({ service }) => service === owner);
  return own.reduce<GeneratedFile["parts"]>(
    (parts, file) => parts.flatMap((part) => (typeof part === "string" ? pieces(part, file) : [part])),
    [text],
  );
}

const pieces = (text: string, { name, parts }: GeneratedFile): GeneratedFile["parts"] =>
  text.split(secretToken(name)).flatMap((piece, i) => (i === 0 ? [piece] : [...parts, piece]));

async function secretsOf(kind: ProgramKind, generated: readonly GeneratedFile[], keys: Keys) {
  const own = generated.filter(
    ({ service, parts }) =>
      service === kind && parts.length === 1 && typeof parts[0] === "object" && parts[0].hole === "password",
  );
  // Before they are made there is nothing to be found.
  const texts = own.map(({ name, parts }) =>
    keys.text(parts).then(
      (text) => [{ name, text: text.trim() }],
      () => [],
    ),
  );
  return (await Promise.all(texts)).flat().filter(({ text }) => text !== "");
}
