/** The files that a person wrote, as they are and as they would be: made from the records of what changes. No secret comes into them. */
import type { Change } from "../../model/change.ts";
import type { Problem } from "../../model/problem.ts";
import type { GeneratedFile } from "../../model/secret.ts";
import type { ConfigFile } from "../../model/setting.ts";
import type { Stack } from "../../model/stack.ts";
import { sentence } from "../sentence.ts";
import { editCompose, type NewMount } from "./compose/compose.ts";
import type { ComposeChange } from "./compose/place.ts";
import { editMosquitto } from "./config/mosquitto.ts";
import { editConfig } from "./editors.ts";

export interface OriginalFile {
  /** As the spans of the stack name it. */
  readonly path: string;
  readonly text: string;
  readonly format: "compose" | ConfigFile["format"];
}

export interface EditedFile {
  readonly path: string;
  /** "" for a file that is not there yet. */
  readonly before: string;
  readonly after: string;
}

/**
 * @param stack as it was read, before hardening
 * @param generated tells which service and file a granted secret stands for
 * @returns every original in the order given, also those that stay as they are, then files that are new
 */
export function editFiles(
  originals: readonly OriginalFile[],
  stack: Stack,
  changes: readonly Change[],
  generated: readonly GeneratedFile[],
): readonly EditedFile[] {
  return edit(originals, stack, changes, generated).files;
}

/** What is left for a person to write: changes of what stands in none of these files, such as a variable in an `env_file`. */
export function leftByHand(
  originals: readonly OriginalFile[],
  stack: Stack,
  changes: readonly Change[],
  generated: readonly GeneratedFile[],
): readonly Problem[] {
  const start = { file: stack.files[0] ?? "", line: 1, column: 1 };
  return edit(originals, stack, changes, generated).left.map((change): Problem => {
    const service =
      change.kind === "volume-mode" ? undefined : stack.services.find(({ name }) => name === change.service);
    const at = change.at ?? service?.at ?? start;
    return {
      severity: "notice",
      code: "edit-by-hand",
      at,
      what: `this change is made when the stack is started, but cannot be written into the compose file: ${sentence(change)}`,
      remedy: `Make it in ${at.file} yourself to have it in the files too.`,
    };
  });
}

function edit(
  originals: readonly OriginalFile[],
  stack: Stack,
  changes: readonly Change[],
  generated: readonly GeneratedFile[],
): { readonly files: readonly EditedFile[]; readonly left: readonly Change[] } {
  const inCompose = changes.filter((change): change is ComposeChange => !isOfConfig(change));
  const inConfigs = changes.filter(isOfConfig);
  const fresh = [...new Set(inConfigs.map(({ file }) => file))].filter((file) => isNew(file, originals, stack));
  const composeFiles = originals.filter(({ format }) => format === "compose");
  const mounts = fresh.map((file) => mountOf(file, inConfigs));
  const compose = editCompose(composeFiles, inCompose, { stack, generated, mounts });
  const files = originals.map((original): EditedFile => {
    const { path, text, format } = original;
    const own = inConfigs.filter(({ file }) => file === path);
    const after = format === "compose" ? compose.texts[composeFiles.indexOf(original)] : editConfig(text, format, own);
    return { path, before: text, after: after ?? text };
  });
  const made = fresh.map((path): EditedFile => {
    const own = inConfigs.filter(({ file }) => file === path);
    return { path, before: "", after: editMosquitto("", own) };
  });
  const known = [...originals.filter(({ format }) => format !== "compose").map(({ path }) => path), ...fresh];
  return {
    files: [...files, ...made],
    left: [...compose.left, ...inConfigs.filter(({ file }) => !known.includes(file))],
  };
}

type ConfigChange = Extract<Change, { kind: "setting" | "drop-section" }>;

const isOfConfig = (change: Change): change is ConfigChange =>
  change.kind === "setting" || change.kind === "drop-section";

const isNew = (file: string, originals: readonly OriginalFile[], stack: Stack): boolean =>
  !originals.some(({ path }) => path === file) &&
  !stack.services.some(({ configs }) => configs.some(({ path }) => path === file));

/** Where the official image looks for its configuration (Docker Hub, eclipse-mosquitto, "Configuration"). */
const mosquittoTarget = "/mosquitto/config/mosquitto.conf";

function mountOf(file: string, changes: readonly ConfigChange[]): NewMount {
  const service = changes.find((change) => change.file === file)?.service ?? "";
  return { service, file, target: mosquittoTarget };
}
