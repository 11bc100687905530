/** A conversion for programs: stable names, a version, one line for each field, and no secret in it. docs/convert-report.md explains it. */
import type { Disposition, Fate } from "../../model/conversion.ts";
import { inOrder } from "../../model/problem.ts";
import { hideLogins } from "../mask/hide.ts";
import { withoutValues } from "../mask/without-values.ts";
import { countFates } from "./counts.ts";
import type { ConversionView } from "./view.ts";

/** Grows when a field changes its meaning or goes; new fields may come at any time. */
const version = 1;

/** @param more members of the caller's own */
export function conversionJson(view: ConversionView, more: Readonly<Record<string, string>> = {}): string {
  const { project, conversion, problems, outcome } = view;
  const { stack, dispositions, made, placement, preparations, aside, refusals, notices } = conversion;
  const members: readonly (readonly [string, string])[] = [
    ["version", line(version)],
    ["stack", line(stack.name)],
    ["files", line(project.files)],
    ["outcome", line(outcome)],
    ...Object.entries(more).map(([name, value]): readonly [string, string] => [name, line(value)]),
    ["counts", lines({ file: countFates(dispositions, "file"), api: countFates(dispositions, "api") })],
    ["fields", list(dispositions.map(fieldOf))],
    ["made", list(made.map(({ dispositions: own, ...service }) => ({ ...service, fields: own.map(fieldOf) })))],
    ["placement", list(placement)],
    ["preparations", list(preparations)],
    ["aside", list(aside.map(({ path }) => path))],
    ["refusals", list(refusals)],
    ["notices", list(inOrder([...problems, ...notices], project.files))],
  ];
  const text = members.map(([name, value]) => `  "${name}": ${value}`).join(",\n");
  return withoutValues(hideLogins(`{\n${text}\n}\n`), view.secrets);
}

const line = (value: unknown): string => JSON.stringify(value);
const lines = (value: unknown): string => JSON.stringify(value, null, 2).replaceAll("\n", "\n  ");

/** One item a line, so that two reports can be compared line by line, and thousands of fields stay readable. */
function list(items: readonly unknown[]): string {
  return items.length === 0 ? "[]" : `[\n    ${items.map(line).join(",\n    ")}\n  ]`;
}

function fieldOf({ path, at, rule, file, api }: Disposition): unknown {
  return { path, at, rule, file: fateOf(file), ...(api && { api: fateOf(api) }) };
}

/** By name, so that nothing that a rule may add comes out unlooked at. */
function fateOf(fate: Fate): unknown {
  switch (fate.fate) {
    case "kept":
      return { fate: "kept" };
    case "mapped":
      return { fate: "mapped", to: fate.to, into: fate.into, why: fate.why };
    case "lost":
      return { fate: "lost", weakens: fate.weakens, why: fate.why, remedy: fate.remedy };
  }
}
