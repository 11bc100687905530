import type { ComposeRequest } from "../run/load.ts";

/** The options that name the same project again, from the same directory: for who reads them, and for another process. */
export function namedBy({ files, envFiles = [], projectName }: ComposeRequest): readonly string[] {
  const named = projectName === undefined ? [] : ["-p", projectName];
  return [...files.flatMap((file) => ["-f", file]), ...envFiles.flatMap((file) => ["--env-file", file]), ...named];
}
