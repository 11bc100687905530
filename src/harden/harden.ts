/**
 * What a stack becomes.
 * Invariants: hardening the result again changes nothing; identities, secrets and files follow from the changed stack alone.
 */
import type { Change } from "../model/change.ts";
import type { Hardened } from "../model/hardened.ts";
import type { Problem } from "../model/problem.ts";
import type { Stack } from "../model/stack.ts";
import { apply } from "./apply.ts";
import { clashes } from "./clashes.ts";
import { filesOf } from "./files.ts";
import { identitiesOf } from "./identities.ts";
import { viewOf } from "./measure.ts";
import { measures } from "./measures.ts";
import { secretsOf } from "./secrets.ts";

export function harden(given: Stack): Hardened {
  let stack = given;
  const changes: Change[] = [];
  const notices: Problem[] = [];
  for (const measure of measures) {
    const view = viewOf(stack);
    notices.push(...(measure.notices?.(view) ?? []));
    const proposed = distinct(measure.propose(view));
    stack = proposed.reduce(apply, stack);
    changes.push(...proposed);
  }
  const identities = identitiesOf(stack);
  const generated = filesOf(stack, identities);
  const secrets = secretsOf(stack, identities, generated);
  return { stack, changes, identities, secrets, generated, notices: [...notices, ...clashes(stack, generated)] };
}

/** Two reasons for one edit are still one edit: the first is told. */
function distinct(changes: readonly Change[]): readonly Change[] {
  const seen = new Set<string>();
  return changes.filter(({ why: _why, source: _source, ...edit }) => {
    const key = JSON.stringify(edit);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
