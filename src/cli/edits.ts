import { resolve } from "node:path";
import type { Problem } from "../model/problem.ts";
import type { Stack } from "../model/stack.ts";
import { type EditedFile, editFiles, leftByHand, type OriginalFile } from "../report/edit/files.ts";
import type { Prepared } from "../run/prepare.ts";

/** The person's own files as they are and as they would be, and what is left for the person to change. */
export function editsOf({ original, hardened, texts }: Prepared): {
  readonly files: readonly EditedFile[];
  readonly left: readonly Problem[];
} {
  const configs = original.services.flatMap((service) => service.configs);
  const included = includedIn(original);
  const originals = texts.flatMap(({ path, text }): readonly OriginalFile[] => {
    // The reader asks for absolute paths, and shows them as a person would write them.
    const compose = original.files.includes(path) ? path : included.find((one) => resolve(one) === path);
    if (compose !== undefined) return [{ path: compose, text, format: "compose" }];
    const config = configs.find((one) => resolve(one.path) === path);
    return config === undefined ? [] : [{ path: config.path, text, format: config.format }];
  });
  return {
    files: editFiles(originals, original, hardened.changes, hardened.generated),
    left: leftByHand(originals, original, hardened.changes, hardened.generated),
  };
}

/**
 * Files beyond those of the command line that services and volumes of the stack are defined in. What a service only extends is not among
 * them: others may extend it too, and what changes is the service's own.
 */
function includedIn({ files, services, volumes }: Stack): readonly string[] {
  const defining = [...services, ...volumes].map(({ at }) => at.file);
  return [...new Set(defining)].filter((file) => !files.includes(file));
}
