import type { Hardened } from "../model/hardened.ts";
import type { Unrunnable } from "../model/launch.ts";
import type { Problem } from "../model/problem.ts";
import type { EditedFile } from "./edit/files.ts";

/** All that a plan is shown from. */
export interface PlanView {
  readonly hardened: Hardened;
  readonly edits: readonly EditedFile[];
  readonly unrunnable: readonly Unrunnable[];
  /** Notices of all stages, those of the hardening among them. */
  readonly problems: readonly Problem[];
}
