/**
 * Telegraf's `json_query`: the part of GJSON's path syntax that leads to something, without the part that computes.
 * Supported: keys and array indexes with dots between them, `\` before a special character, and `#` for every element of an array
 * (`rooms.#.sensor`). Not supported, and refused when the query is read: wildcards `*` and `?`, queries `#(…)`, modifiers `@…`, literals
 * `!…`, multipaths `{…}` and `[…]`, and pipes `|`.
 * @see https://github.com/tidwall/gjson/blob/v1.3.0/SYNTAX.md
 */
import { Fault } from "../../../model/fault.ts";

/** @returns what the path leads to; undefined when it leads nowhere */
export type Query = (document: unknown) => unknown;

/** @throws Fault "bad-input" for a path that is not supported */
export function readQuery(path: string): Query {
  const steps = (path.match(/(?:[^\\.]|\\.)+/gs) ?? []).map((step) => {
    const special = /^[@!{[]|(?<!\\)(?:\\\\)*[*?|]|^#./.exec(step);
    if (special) {
      throw new Fault(
        "bad-input",
        `json_query "${path}": GJSON's "${special[0].at(-1)}" is not supported`,
        "Use keys, array indexes and # with dots between them, or leave json_query out.",
      );
    }
    return step.replace(/\\(.)/gs, "$1");
  });
  return (document) => follow(document, steps, 0);
}

function follow(from: unknown, steps: readonly string[], first: number): unknown {
  let at = from;
  for (let i = first; i < steps.length; i++) {
    const step = steps[i] ?? "";
    if (Array.isArray(at)) {
      if (step === "#") return ofEach(at, steps, i + 1);
      at = /^\d+$/.test(step) ? at[Number(step)] : undefined;
    } else if (typeof at === "object" && at !== null && Object.hasOwn(at, step)) {
      at = (at as Readonly<Record<string, unknown>>)[step];
    } else return undefined;
  }
  return at;
}

/** `#` at the end is the number of elements; before more, it gathers what each element leads to. */
function ofEach(items: readonly unknown[], steps: readonly string[], next: number): unknown {
  if (next === steps.length) return items.length;
  return items.map((item) => follow(item, steps, next)).filter((found) => found !== undefined);
}
