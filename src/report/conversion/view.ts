import type { Conversion } from "../../model/conversion.ts";
import type { Problem } from "../../model/problem.ts";
import type { Project } from "../../model/project.ts";

/** All that the report of a conversion is made from. */
export interface ConversionView {
  readonly project: Project;
  readonly conversion: Conversion;
  /** Notices of the reading. */
  readonly problems: readonly Problem[];
  readonly outcome: Outcome;
  /** Values that nobody may see, longest first. */
  readonly secrets: readonly string[];
}

/** What came of it on the disk. */
export type Outcome =
  /** `aside` below the stack file's directory. Absent `stackFile`: it went to the standard output. */
  | { readonly done: "written"; readonly stackFile?: string; readonly aside: readonly string[] }
  /** By `plan`. */
  | { readonly done: "planned" }
  | { readonly done: "refused" }
  /** `--strict`, and something weakens security. */
  | { readonly done: "too-weak" };
