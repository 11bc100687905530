/** Edits compose files in place: comments, order, anchors, blank lines and every line that no change names stay as they are. */
import type { Change } from "../../../model/change.ts";
import type { GeneratedFile } from "../../../model/secret.ts";
import type { Stack } from "../../../model/stack.ts";
import { directoryOf, seenFrom } from "../seen-from.ts";
import { editUnder } from "../yaml/entries.ts";
import { entry } from "../yaml/entry.ts";
import { applySplices, type Splice, type YamlText, yamlText } from "../yaml/text.ts";
import { definition } from "./granted.ts";
import { settleInherited } from "./inherited.ts";
import { type ComposeChange, type ComposeFile, definesSecret, placesOf, serviceIn } from "./place.ts";
import { serviceEdits, serviceSplices, targetsOf } from "./service-edit.ts";
import { untangled } from "./untangle.ts";
import { modeEdit } from "./volume-mode.ts";

/** A bind mount that brings a service a configuration file which it did not have. */
export interface NewMount {
  readonly service: string;
  /** As messages show it. */
  readonly file: string;
  readonly target: string;
}

export interface ComposeContext {
  readonly stack: Stack;
  readonly generated: readonly GeneratedFile[];
  readonly mounts: readonly NewMount[];
}

interface Edited {
  readonly text: string;
  readonly left: readonly Change[];
}

/** @returns the edited texts, in the order given, and the changes that have no place in any of them */
export function editCompose(
  originals: readonly { readonly path: string; readonly text: string }[],
  changes: readonly ComposeChange[],
  context: ComposeContext,
): { readonly texts: readonly string[]; readonly left: readonly Change[] } {
  const parsed = originals.map(({ path, text }): ComposeFile | undefined => {
    const yaml = yamlText(text.endsWith("\n") ? text : text + eolOf(text));
    return yaml && { path, yaml };
  });
  const files = parsed.filter((file) => file !== undefined);
  const places = changes.map((change) => ({ change, at: placesOf(change, files) }));
  const left: Change[] = places.flatMap(({ change, at }) => (at.length === 0 ? [change] : []));
  const texts = originals.map(({ text }, i) => {
    const file = parsed[i];
    if (!file) return text;
    const own = places.flatMap(({ change, at }) => (at.includes(file) ? [change] : []));
    const mounts = context.mounts.filter((one) => files.find(({ yaml }) => serviceIn(yaml, one.service)) === file);
    // Their paths start where the stack lies: that is where the first file's start.
    const defined = file === files[0] ? undefinedYet(changes, files) : [];
    if (own.length + mounts.length + defined.length === 0) return text;
    const result = editFile(file, own, defined, { ...context, mounts });
    left.push(...result.left);
    return text.endsWith("\n") ? result.text : result.text.slice(0, -eolOf(text).length);
  });
  return settled(originals, parsed, texts, left, changes, context);
}

/** What is left may be changes of what services have by `extends`. */
function settled(
  originals: readonly { readonly path: string }[],
  parsed: readonly (ComposeFile | undefined)[],
  edited: readonly string[],
  left: readonly Change[],
  changes: readonly ComposeChange[],
  { stack }: ComposeContext,
): { readonly texts: readonly string[]; readonly left: readonly Change[] } {
  let still = left;
  const texts = originals.map((_, i) => {
    const [file, text = ""] = [parsed[i], edited[i]];
    if (!file?.yaml.text.includes("extends")) return text;
    const result = settleInherited(file.yaml, text, changes, still, stack);
    still = still.filter((change) => !result.settled.includes(change));
    return result.text;
  });
  return { texts, left: still };
}

const eolOf = (text: string): string => (text.includes("\r\n") ? "\r\n" : "\n");

function editFile(
  { path, yaml }: ComposeFile,
  changes: readonly ComposeChange[],
  defined: readonly string[],
  { stack, generated, mounts }: ComposeContext,
): Edited {
  const edits = serviceEdits(yaml, changes, stack);
  const after = untangled(yaml, edits.flatMap(targetsOf));
  // Untangling writes YAML of our own making; should it ever not be read back, the person's file stays as it is.
  if (!after) return { text: yaml.text, left: changes };
  const splices: Splice[] = [
    ...edits.flatMap((edit) => serviceSplices(after, edit)),
    ...mounts.flatMap((mount) => mountSplices(after, mount, baseOf(path, stack))),
    ...definitions(after, defined, generated),
    ...changes.flatMap((change) => (change.kind === "volume-mode" ? modeEdit(after, change) : [])),
  ];
  return { text: applySplices(after.text, splices), left: edits.flatMap((edit) => edit.left) };
}

/** Secrets that some service is granted, and no file says where they come from. */
function undefinedYet(changes: readonly ComposeChange[], files: readonly ComposeFile[]): readonly string[] {
  const granted = new Set(changes.flatMap((change) => (change.kind === "grant" ? [change.secret] : [])));
  return [...granted].filter((secret) => !definesSecret(files, secret));
}

function definitions(
  yaml: YamlText,
  secrets: readonly string[],
  generated: readonly GeneratedFile[],
): readonly Splice[] {
  const append = secrets.map((secret) => definition(secret, generated, yaml.step));
  return editUnder(yaml, yaml.root, "secrets", "map", { replace: new Map(), append });
}

/** Where relative paths of a file start: an included one has its own directory. */
const baseOf = (path: string, { files }: Stack): string => directoryOf(files.includes(path) ? (files[0] ?? "") : path);

function mountSplices(yaml: YamlText, { service, file, target }: NewMount, base: string): readonly Splice[] {
  const map = serviceIn(yaml, service);
  const append = [entry(`${seenFrom(base, file)}:${target}:ro`)];
  return map ? editUnder(yaml, map, "volumes", "list", { replace: new Map(), append }) : [];
}
