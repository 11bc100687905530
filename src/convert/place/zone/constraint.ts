/**
 * Swarm's placement constraints.
 * @see swarmkit, manager/constraint: a key, `==` or `!=`, a value; values are compared without regard to case, and a label that a node
 * does not have is empty, so that `!=` holds for it
 */
export interface Constraint {
  readonly key: string;
  readonly operator: "==" | "!=";
  readonly value: string;
}

const key = /^[a-z_][a-z0-9\-_.]+$/i;
const value = /^[a-z0-9:\-_\s.*()?+[\]\\^$|/]+$/i;

/** @returns undefined when a swarm would refuse it */
export function parseConstraint(text: string): Constraint | undefined {
  const operator = text.includes("==") ? "==" : "!=";
  const [left, ...right] = text.split(operator);
  const parsed: Constraint = { key: (left ?? "").trim(), operator, value: right.join(operator).trim() };
  return right.length > 0 && key.test(parsed.key) && value.test(parsed.value) ? parsed : undefined;
}

export const showConstraint = (one: Constraint): string => `${one.key} ${one.operator} ${one.value}`;

export const negated = (one: Constraint): Constraint => ({ ...one, operator: one.operator === "==" ? "!=" : "==" });

/** Equal for two texts that mean the same to a swarm. */
export const meaningOf = (text: string): string => {
  const parsed = parseConstraint(text);
  return parsed ? `${parsed.key}${parsed.operator}${parsed.value.toLowerCase()}` : text;
};

/** @returns of all that one node has to meet, those that cannot hold together with an earlier one */
export function contradictions(texts: readonly string[]): readonly { readonly text: string; readonly other: string }[] {
  const must = new Map<string, string>();
  const mustNot = new Map<string, string>();
  return texts.flatMap((text) => {
    const parsed = parseConstraint(text);
    if (!parsed) return [];
    const { key: name, operator } = parsed;
    const exact = meaningOf(showConstraint({ ...parsed, operator: "==" }));
    const wanted = must.get(name);
    const other =
      operator === "!="
        ? wanted !== undefined && meaningOf(wanted) === exact
          ? wanted
          : undefined
        : wanted !== undefined && meaningOf(wanted) !== exact
          ? wanted
          : mustNot.get(exact);
    if (operator === "==") must.set(name, text);
    else mustNot.set(exact, text);
    return other === undefined ? [] : [{ text, other }];
  });
}
