/** A machine's plan for programs: stable names, a version, and no secret in it. */
import type { HostEdit, HostPlan } from "../../model/host-plan.ts";
import { showFile } from "../../model/secret.ts";
import { hideWithin } from "../mask/hide.ts";
import { withoutSecrets } from "../news/problems.ts";
import { hiddenChange } from "../plan/plan-json.ts";
import { sentence } from "../sentence.ts";
import { showMode } from "./owners.ts";
import { diffOfEdit } from "./reasoned-diff.ts";
import { holesIn } from "./sections.ts";

/** Grows when a field changes its meaning or goes; new fields may come at any time. */
const version = 1;

export function hostPlanJson(plan: HostPlan): string {
  const { hostName, accounts, edits, directories, made, permits, identities, databaseUsers, restarts, notices } = plan;
  const value = {
    version,
    hostName,
    counts: {
      changes: edits.reduce((sum, { changes }) => sum + changes.length, 0),
      files: edits.length,
      made: made.length,
      permits: permits.length,
      databaseUsers: databaseUsers.length,
      restarts: restarts.length,
      notices: notices.length,
    },
    accounts,
    files: edits.map(fileJson),
    directories: directories.map((one) => ({ ...one, mode: showMode(one.rights.mode) })),
    made: made.map((file) => ({
      path: file.path,
      service: file.service,
      why: file.why,
      rights: file.rights,
      mode: showMode(file.rights.mode),
      holes: holesIn(file),
      text: hideWithin(showFile({ service: file.service, name: file.path, parts: file.parts })),
    })),
    permits,
    identities,
    databaseUsers,
    restarts,
    notices: notices.map((notice) => ({ ...notice, what: withoutSecrets(notice.what) })),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

function fileJson(edit: HostEdit): object {
  const { path, real, format, before, changes, reasons } = edit;
  const linesOf = (kind: "made" | "gone", index: number) =>
    reasons?.[kind].filter(({ change }) => change === index).map(({ line }) => line) ?? [];
  return {
    path,
    ...(real === undefined ? {} : { real }),
    format,
    isNew: before === "",
    diff: diffOfEdit(edit)
      .map(({ text }) => text)
      .join("\n"),
    changes: changes.map((change, i) => ({
      what: sentence(change),
      ...hiddenChange(change),
      /** Line numbers: of the new text, and of the old one. */
      made: linesOf("made", i),
      gone: linesOf("gone", i),
    })),
  };
}
