import { mask } from "./hide.ts";

/** @param values longest first, of `headLength` characters at least; they go wherever they stand, also as JSON writes them */
export function withoutValues(text: string, values: readonly string[]): string {
  if (values.length <= few && !values.flatMap(asWritten).some((value) => text.includes(value))) return text;
  const heads = new Map<string, string[]>();
  for (const value of values.flatMap(asWritten)) {
    const head = value.slice(0, headLength);
    heads.set(head, [...(heads.get(head) ?? []), value]);
  }
  let shown = "";
  let from = 0;
  // One pass, however many values there are.
  for (let i = 0; i + headLength <= text.length; i++) {
    const found = heads.get(text.slice(i, i + headLength))?.find((value) => text.startsWith(value, i));
    if (found === undefined) continue;
    shown += text.slice(from, i) + mask;
    from = i + found.length;
    i = from - 1;
  }
  return shown + text.slice(from);
}

const headLength = 6;

/** So many are looked for one after the other sooner than all at once. */
const few = 50;

function asWritten(value: string): readonly string[] {
  const inJson = JSON.stringify(value).slice(1, -1);
  return inJson === value ? [value] : [inJson, value];
}
