import type { AsideFile, Disposition, Edit, PlacementDecision, Preparation } from "../model/conversion.ts";
import type { Problem } from "../model/problem.ts";
import type { Project } from "../model/project.ts";
import type { Beyond } from "../model/swarm.ts";

/** What a rule may look at: the source as it was read, never what other rules proposed. */
export interface View {
  readonly project: Project;
  /** Absolute directory that the stack file will lie in. */
  readonly outputDirectory: string;
  /** Name of the directory for files beside the stack file: `stack.files`. */
  readonly asideDirectory: string;
  /**
   * What a content hashes to, in 12 or more letters and digits; undefined: it cannot be read, or is
   * more or less than a swarm takes as a secret or config (1 to 500,000 bytes). The edge hashes what goes into secrets
   * slowly and with salt, since a name is public.
   */
  digest(content: Content): string | undefined;
  /** Absolute paths of files that go along with their services even where these may write to them: what is configured stands in them. */
  readonly goAlong?: ReadonlySet<string>;
  /** Whether a person accepts it by name, in `x-edgeward.waivers` or with `--waive service:name`. */
  waived(service: string, name: string): boolean;
}

/**
 * A file by its absolute path, an environment variable, or a text that stands in the compose file itself. `secret`: it goes into a
 * secret, whose name everybody may see.
 */
export type Content =
  | { readonly file: string; readonly secret?: boolean }
  | { readonly variable: string; readonly secret?: boolean }
  | { readonly text: string };

export interface Proposal {
  readonly dispositions?: readonly Disposition[];
  readonly edits?: readonly Edit[];
  /** By service; what several rules say of one service is put together. */
  readonly beyond?: ReadonlyMap<string, Beyond>;
  readonly placement?: readonly PlacementDecision[];
  readonly preparations?: readonly Preparation[];
  readonly aside?: readonly AsideFile[];
  readonly refusals?: readonly Problem[];
  readonly notices?: readonly Problem[];
}

/** One mapping. Run on what it has made, it proposes nothing: converting a stack file changes nothing. */
export interface Rule {
  /** Names the file, the golden file and the line in docs/convert.md. */
  readonly id: string;
  /** The fields that it accounts for, `*` for any name: `services.*.restart`, `networks.*.driver`. No field has two rules. */
  readonly accounts: readonly string[];
  propose(view: View): Proposal;
}
