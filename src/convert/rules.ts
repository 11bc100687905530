import type { Rule } from "./rule.ts";

/** Every mapping; each field of a compose file belongs to one of them. */
export const rules: readonly Rule[] = [];
