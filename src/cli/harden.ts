/**
 * `edgeward harden`: the person's own project as hardening leaves it, complete. No secret is in it; those are in `.edgeward` beside it,
 * which keeps itself out of git.
 */
import { existsSync, realpathSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { makeDirectory } from "../disk/make-directory.ts";
import { writeWhole } from "../disk/write-whole.ts";
import { Fault } from "../model/fault.ts";
import { generatedRoot } from "../model/layout.ts";
import type { Problem } from "../model/problem.ts";
import { counted } from "../report/text/duration.ts";
import type { Prepared } from "../run/prepare.ts";
import { type ComposeOptions, composeRequest, surroundings } from "./compose-request.ts";
import { type Context, exit, sayProblems } from "./context.ts";
import { editsOf } from "./edits.ts";
import { placesFor } from "./places.ts";
import { prepared } from "./prepared.ts";

export interface HardenOptions extends ComposeOptions {
  readonly output: string;
  readonly force?: boolean;
}

interface Written {
  readonly target: string;
  readonly text: string;
  readonly mode: number;
}

/** No secret is in them, and containers read them as users of their own. */
const forAll = 0o644;
/** Files of variables: what a person put there is theirs alone. */
const forOwner = 0o600;

export async function hardenTo(options: HardenOptions, context: Context): Promise<number> {
  const request = composeRequest(options, surroundings(context.tools));
  const stack = await prepared(request, context);
  if (!stack) return exit.badInput;
  const { screen } = context;
  const edits = editsOf(stack);
  const place = placesFor(
    request.directory,
    stack.texts.map(({ path }) => resolve(path)),
  );
  const edited = edits.files.map(
    ({ path, after }): Written => ({
      target: join(options.output, place(resolve(path))),
      text: after,
      mode: forAll,
    }),
  );
  const done = new Set(edits.files.map(({ path }) => resolve(path)));
  const mounted = new Set(stack.original.services.flatMap(({ mounts }) => mounts.map(({ source }) => source)));
  // What is extended, included or read for variables belongs to the project as well.
  const others = stack.texts.flatMap(({ path, text }): readonly Written[] => {
    if (done.has(resolve(path))) return [];
    const isOpen = mounted.has(path) || /\.ya?ml$/.test(path);
    return [{ target: join(options.output, place(resolve(path))), text, mode: isOpen ? forAll : forOwner }];
  });
  const files = [...edited, ...others];
  sayProblems([...stack.problems, ...edits.left, ...leftBehind(stack, request.directory, options.output)], screen);
  checkFree(files, options.force === true);
  for (const { target, text, mode } of files) {
    await makeDirectory(dirname(target), 0o755);
    await writeWhole(target, text, mode);
    screen.out(target);
  }
  const { generated } = stack.hardened;
  if (generated.length === 0) return exit.done;
  const beside = dirname(join(options.output, place(resolve(request.files[0] ?? "."))));
  screen.out(`${await fillFor(stack, beside, context)}: ${counted(generated.length, "file")} with secrets`);
  return exit.done;
}

/** Makes the secrets that are missing, and each service's own files. Run again, it keeps what is there. @returns where they are */
async function fillFor({ hardened }: Prepared, beside: string, { tools, signal }: Context): Promise<string> {
  const site = await tools.site(realpathSync(beside), hardened.stack.name);
  await using _lock = await site.supervision.lock(signal);
  await site.keys.ensure(hardened.secrets);
  await site.keys.fill(hardened.generated, "container");
  return join(beside, relative(realpathSync(beside), generatedRoot(site.layout)));
}

function checkFree(files: readonly Written[], force: boolean): void {
  const there = files.filter((file) => existsSync(file.target)).map((file) => file.target);
  if (there.length === 0 || force) return;
  throw new Fault(
    "bad-command-line",
    `these files are there already: ${there.join(", ")}`,
    "Name another directory, or add --force to write over them.",
  );
}

/** What the project brings in from beside its compose file, and is no text of ours to copy: data, scripts, directories. */
function leftBehind({ original, texts }: Prepared, directory: string, output: string): readonly Problem[] {
  if (resolve(output) === directory) return [];
  const copied = new Set(texts.map(({ path }) => resolve(path)));
  const seen = new Set<string>();
  return original.services.flatMap(({ name, mounts }) =>
    mounts.flatMap(({ kind, source, at }): readonly Problem[] => {
      if (kind !== "bind" || source === undefined || !source.startsWith(`${directory}/`)) return [];
      if (copied.has(source) || seen.has(source)) return [];
      seen.add(source);
      const what = `${source.slice(directory.length + 1)}, which ${name} mounts, is not copied`;
      const remedy = `Copy it to ${join(output, source.slice(directory.length + 1))}, or write to ${directory} itself.`;
      return [{ severity: "notice", code: "not-copied", at, what, remedy }];
    }),
  );
}
