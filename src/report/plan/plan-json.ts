/** A plan for programs: stable names, a version, and no secret in it. */
import type { Change } from "../../model/change.ts";
import { showFile } from "../../model/secret.ts";
import { hideSetting, hideValue } from "../mask/hide.ts";
import type { PlanView } from "../plan-view.ts";
import { sentence } from "../sentence.ts";
import { diffOf } from "./diff.ts";
import { generatedMode, holesOf, pathOf } from "./rights.ts";
import { toldChanges } from "./told.ts";

/** Grows when a field changes its meaning or goes; new fields may come at any time. */
const version = 1;

export function planJson(view: PlanView): string {
  const { hardened, edits, unrunnable, problems } = view;
  const { stack, identities, generated } = hardened;
  const changes = toldChanges(view);
  const changed = edits.filter(({ before, after }) => before !== after);
  const value = {
    version,
    stack: stack.name,
    counts: {
      changes: changes.length,
      files: changed.length,
      identities: identities.length,
      generated: generated.length,
      problems: problems.length,
      unrunnable: unrunnable.length,
    },
    changes: changes.map((change) => ({ what: sentence(change), ...hiddenChange(change) })),
    files: changed.map((edit) => ({
      path: edit.path,
      diff: diffOf(edit, stack)
        .map(({ text }) => text)
        .join("\n"),
    })),
    identities,
    generated: generated.map((file) => ({
      path: pathOf(file),
      service: file.service,
      mode: generatedMode,
      holes: holesOf(file),
      text: showFile(file),
    })),
    unrunnable,
    problems,
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The record with its values masked. */
export function hiddenChange(change: Change): Change {
  if (change.kind === "environment") {
    const { before, after, ...rest } = change;
    return {
      ...rest,
      ...(before === undefined ? {} : { before: hideValue(change.name, before) }),
      ...(after === undefined ? {} : { after: hideValue(change.name, after) }),
    };
  }
  if (change.kind !== "setting") return change;
  const { before, after, ...rest } = change;
  return {
    ...rest,
    ...(before === undefined ? {} : { before: hideSetting(change.key, before) }),
    ...(after === undefined ? {} : { after: hideSetting(change.key, after) }),
  };
}
