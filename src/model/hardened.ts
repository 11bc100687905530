import type { Change } from "./change.ts";
import type { Identity } from "./identity.ts";
import type { Problem } from "./problem.ts";
import type { GeneratedFile, SecretSpec } from "./secret.ts";
import type { Stack } from "./stack.ts";

/**
 * What hardening makes of a stack.
 * Invariant: `changes` are edits of what a person wrote, and hardening the changed stack again proposes none. The rest is derived
 * from the changed stack alone, so that a hardened compose file that is read back yields the same identities, secrets and files.
 */
export interface Hardened {
  readonly stack: Stack;
  readonly changes: readonly Change[];
  readonly identities: readonly Identity[];
  readonly secrets: readonly SecretSpec[];
  readonly generated: readonly GeneratedFile[];
  /** What could not be hardened, or rests on a guess that a person should confirm. */
  readonly notices: readonly Problem[];
}
