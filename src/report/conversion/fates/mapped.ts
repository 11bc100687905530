/** What is said in other words in the stack file: by rule, each reason once, and below it what becomes what. */
import type { Disposition, Fate } from "../../../model/conversion.ts";
import { grouped } from "../../text/grouped.ts";
import type { Paint } from "../../text/paint.ts";
import { oneLine } from "../../text/printable.ts";
import { wrapHanging } from "../../text/wrap.ts";
import { withoutNames } from "./anonymous.ts";
import { pattern, placesOf, titleOf } from "./places.ts";

interface MappedField {
  readonly disposition: Disposition;
  readonly fate: Extract<Fate, { fate: "mapped" }>;
}

/** Through the stack file. */
export function mappedOf(dispositions: readonly Disposition[]): readonly MappedField[] {
  return dispositions.flatMap((disposition) =>
    disposition.file.fate === "mapped" ? [{ disposition, fate: disposition.file }] : [],
  );
}

export function showMapped(fields: readonly MappedField[], paint: Paint, width: number): string {
  return [...grouped(fields, ({ disposition }) => disposition.rule)]
    .flatMap(([rule, ofRule]) => [
      `  ${paint("cyan", rule)}`,
      ...[...grouped(ofRule, (field) => anonymous(field, field.fate.why))].flatMap(([why, some]) => [
        ...wrapHanging(oneLine(why), width, "    ", "    "),
        ...showFields(some, paint, width),
      ]),
    ])
    .join("\n");
}

function showFields(fields: readonly MappedField[], paint: Paint, width: number): readonly string[] {
  const groups = grouped(fields, ({ disposition, fate }) =>
    JSON.stringify([pattern(disposition.path), anonymous({ disposition, fate }, fate.into)]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const placed = group.map(({ disposition }) => disposition);
    const what = `${titleOf(placed)} → ${oneLine(group.length === 1 ? first.fate.into : anonymous(first, first.fate.into))}`;
    return [
      ...wrapHanging(what, width, "      - ", "        "),
      ...wrapHanging(placesOf(placed), width, "        ", "        ").map((line) => paint("dim", line)),
    ];
  });
}

const anonymous = ({ disposition }: MappedField, text: string): string =>
  withoutNames(text, new Set([String(disposition.path[1])]));
