/** Edits compose files in place: comments, order, anchors, blank lines and every line that no change names stay as they are. */
import type { Change } from "../../../model/change.ts";
import type { GeneratedFile } from "../../../model/secret.ts";
import type { Stack } from "../../../model/stack.ts";
import { editUnder } from "../yaml/entries.ts";
import { entry } from "../yaml/entry.ts";
import { applySplices, type Splice, type YamlText, yamlText } from "../yaml/text.ts";
import { definition } from "./granted.ts";
import { type ComposeChange, type ComposeFile, definesSecret, placesOf, serviceIn } from "./place.ts";
import { serviceEdits, serviceSplices, targetsOf } from "./service-edit.ts";
import { untangled } from "./untangle.ts";
import { modeEdit } from "./volume-mode.ts";

/** A bind mount that brings a service a configuration file which it did not have. */
export interface NewMount {
  readonly service: string;
  readonly source: string;
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
    if (own.length + mounts.length === 0) return text;
    const result = editFile(file.yaml, own, files, { ...context, mounts });
    left.push(...result.left);
    return text.endsWith("\n") ? result.text : result.text.slice(0, -eolOf(text).length);
  });
  return { texts, left };
}

const eolOf = (text: string): string => (text.includes("\r\n") ? "\r\n" : "\n");

function editFile(
  yaml: YamlText,
  changes: readonly ComposeChange[],
  files: readonly ComposeFile[],
  { stack, generated, mounts }: ComposeContext,
): Edited {
  const edits = serviceEdits(yaml, changes, stack);
  const after = untangled(yaml, edits.flatMap(targetsOf));
  // Untangling writes YAML of our own making; should it ever not be read back, the person's file stays as it is.
  if (!after) return { text: yaml.text, left: changes };
  const splices: Splice[] = [
    ...edits.flatMap((edit) => serviceSplices(after, edit)),
    ...mounts.flatMap((mount) => mountSplices(after, mount)),
    ...definitions(after, changes, files, generated),
    ...changes.flatMap((change) => (change.kind === "volume-mode" ? modeEdit(after, change) : [])),
  ];
  return { text: applySplices(after.text, splices), left: edits.flatMap((edit) => edit.left) };
}

function definitions(
  yaml: YamlText,
  changes: readonly ComposeChange[],
  files: readonly ComposeFile[],
  generated: readonly GeneratedFile[],
): readonly Splice[] {
  const granted = new Set(changes.flatMap((change) => (change.kind === "grant" ? [change.secret] : [])));
  const append = [...granted]
    .filter((secret) => !definesSecret(files, secret))
    .map((secret) => definition(secret, generated, yaml.step));
  return editUnder(yaml, yaml.root, "secrets", "map", { replace: new Map(), append });
}

function mountSplices(yaml: YamlText, { service, source, target }: NewMount): readonly Splice[] {
  const map = serviceIn(yaml, service);
  const append = [entry(`${source}:${target}:ro`)];
  return map ? editUnder(yaml, map, "volumes", "list", { replace: new Map(), append }) : [];
}
