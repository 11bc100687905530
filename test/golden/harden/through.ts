/** A stack from texts, all the way: read, hardened, written back into the texts. */
import { harden } from "../../../src/harden/harden.ts";
import type { Hardened } from "../../../src/model/hardened.ts";
import type { Problem } from "../../../src/model/problem.ts";
import type { Stack } from "../../../src/model/stack.ts";
import { readStack } from "../../../src/read/stack.ts";
import { editFiles, type OriginalFile } from "../../../src/report/edit/files.ts";

/** By path below the directory; the compose file is `docker-compose.yml`. */
export type Texts = Readonly<Record<string, string>>;

export const directory = "/demo";
const compose = "docker-compose.yml";

export interface Through {
  readonly stack: Stack;
  readonly problems: readonly Problem[];
  readonly hardened: Hardened;
  /** The texts as the changes leave them, new files included. */
  readonly after: Texts;
}

export function through(texts: Texts): Through {
  const { stack, problems } = read(texts);
  const hardened = harden(stack);
  const originals = Object.entries(texts).flatMap(([path, text]): OriginalFile[] => {
    const format = formatOf(path);
    return format ? [{ path, text, format }] : [];
  });
  const edited = editFiles(originals, stack, hardened.changes, hardened.generated);
  const after = { ...texts, ...Object.fromEntries(edited.map((file) => [file.path, file.after])) };
  return { stack, problems, hardened, after };
}

function read(texts: Texts): { readonly stack: Stack; readonly problems: readonly Problem[] } {
  const found = new Map<string, string | undefined>();
  const files = [{ path: compose, text: texts[compose] ?? "" }];
  for (;;) {
    const result = readStack({ files, directory, environment: {}, found });
    if (result.done) return result;
    for (const path of result.needs) found.set(path, texts[path.slice(directory.length + 1)]);
  }
}

function formatOf(path: string): OriginalFile["format"] | undefined {
  if (path === compose) return "compose";
  if (path.endsWith("telegraf.conf")) return "telegraf";
  return path.endsWith(".conf") ? "mosquitto" : undefined;
}
