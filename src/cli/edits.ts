import { resolve } from "node:path";
import type { Problem } from "../model/problem.ts";
import { type EditedFile, editFiles, leftByHand, type OriginalFile } from "../report/edit/files.ts";
import type { Prepared } from "../run/prepare.ts";

/** The person's own files as they are and as they would be, and what is left for the person to change. */
export function editsOf({ original, hardened, texts }: Prepared): {
  readonly files: readonly EditedFile[];
  readonly left: readonly Problem[];
} {
  const configs = original.services.flatMap((service) => service.configs);
  const originals = texts.flatMap(({ path, text }): readonly OriginalFile[] => {
    if (original.files.includes(path)) return [{ path, text, format: "compose" }];
    // The reader asks for absolute paths, and shows them as a person would write them.
    const config = configs.find((one) => resolve(one.path) === path);
    return config === undefined ? [] : [{ path: config.path, text, format: config.format }];
  });
  return {
    files: editFiles(originals, original, hardened.changes, hardened.generated),
    left: leftByHand(originals, original, hardened.changes, hardened.generated),
  };
}
