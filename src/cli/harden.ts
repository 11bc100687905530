import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { basename, isAbsolute, join, relative, resolve } from "node:path";
import { writeWhole } from "../disk/write-whole.ts";
import { Fault } from "../model/fault.ts";
import { type ComposeOptions, composeRequest } from "./compose-request.ts";
import { type Context, exit, prepared, sayProblems } from "./context.ts";
import { editsOf } from "./edits.ts";

export interface HardenOptions extends ComposeOptions {
  readonly output: string;
  readonly force?: boolean;
}

/** Writes the person's own files as hardening leaves them; there is no secret in them, so that they can be committed. */
export async function hardenTo(options: HardenOptions, context: Context): Promise<number> {
  const request = composeRequest(options);
  const stack = await prepared(request, context);
  if (!stack) return exit.badInput;
  const { screen } = context;
  const edits = editsOf(stack);
  sayProblems([...stack.problems, ...edits.left], screen);
  const files = edits.files.map(({ path, after }) => ({
    target: join(options.output, placeOf(path, request.directory)),
    text: after,
  }));
  const there = files.filter((file) => existsSync(file.target)).map((file) => file.target);
  if (there.length > 0 && !options.force) {
    throw new Fault(
      "bad-command-line",
      `these files are there already: ${there.join(", ")}`,
      "Name another directory, or add --force to write over them.",
    );
  }
  for (const { target, text } of files) {
    await mkdir(join(target, ".."), { recursive: true, mode: 0o755 });
    // No secret is in them, and containers read them as users of their own.
    await writeWhole(target, text, 0o644);
    screen.out(target);
  }
  return exit.done;
}

/** Where it lay beside the compose file, so that relative paths still hold; a file from elsewhere goes by its name. */
function placeOf(path: string, directory: string): string {
  const place = relative(directory, resolve(path));
  return place.startsWith("..") || isAbsolute(place) ? basename(path) : place;
}
