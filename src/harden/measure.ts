import type { Change } from "../model/change.ts";
import type { Problem } from "../model/problem.ts";
import type { Role } from "../model/role.ts";
import { havingRole, type Service, type Stack } from "../model/stack.ts";

/** One hardening. It only proposes; `apply.ts` edits. What is right already yields no change. */
export interface Measure {
  /** Says what the measure does; also the name of its file, its test and its page in docs/measures. */
  readonly id: string;
  /** Ids of the probes that fail on a running stack without this measure. */
  readonly provenBy: readonly string[];
  propose(view: View): readonly Change[];
  /** What it cannot carry out, or what rests on a guess; asked before its changes are applied. */
  notices?(view: View): readonly Problem[];
}

/** The stack as the measures before this one left it. */
export interface View {
  readonly stack: Stack;
  having(role: Role): readonly Service[];
}

export const viewOf = (stack: Stack): View => ({ stack, having: (role) => havingRole(stack, role) });
