/** What there is in the database: measurements, their fields and their tags. */
import type { Catalogue, Field, Measurement } from "../answers.ts";
import { bounded, mostFields, mostMeasurements, mostTagValues } from "./bounds.ts";
import type { Ask, Series } from "./influx/ask-influx.ts";
import { isAskable } from "./influx/influxql.ts";

const statements = [
  `SHOW MEASUREMENTS LIMIT ${mostMeasurements + 1}`,
  `SHOW FIELD KEYS LIMIT ${mostFields + 1}`,
  `SHOW TAG VALUES WITH KEY =~ /.*/ LIMIT ${mostTagValues + 1}`,
];

/** @throws Trouble */
export async function readCatalogue(ask: Ask, database: string): Promise<Catalogue> {
  const [names = [], fields = [], tags = []] = await ask(statements);
  const found = rowsOf(names)
    .map(([name]) => String(name))
    .filter(isAskable);
  const { kept, cut } = bounded(found, mostMeasurements, "measurements");
  const fieldsBy = new Map(fields.map((series) => [series.name, fieldsIn(series)]));
  const tagsBy = new Map(tags.map((series) => [series.name, tagsIn(series)]));
  const measurements = kept.map((name): Measurement & { readonly cut: readonly string[] } => {
    const field = bounded(fieldsBy.get(name) ?? [], mostFields, `fields of ${name}`);
    const tag = tagsBy.get(name) ?? { tags: {}, cut: false };
    const more = tag.cut ? [`Only some of the tag values of ${name} can be chosen.`] : [];
    return { name, fields: field.kept, tags: tag.tags, cut: [...field.cut, ...more] };
  });
  return {
    database,
    measurements: measurements.map(({ cut: _, ...measurement }) => measurement),
    cut: [...cut, ...measurements.flatMap((measurement) => measurement.cut)],
  };
}

const rowsOf = (all: readonly Series[]) => all.flatMap(({ values }) => values);

/** A field may have had another type in the past: where any of them is a number, its numbers are drawn. */
function fieldsIn({ values }: Series): readonly Field[] {
  const kinds = new Map<string, Field["kind"]>();
  for (const [name, type] of values) {
    const key = String(name);
    if (!isAskable(key)) continue;
    const isNumber = type === "float" || type === "integer" || type === "unsigned";
    if (isNumber || !kinds.has(key)) kinds.set(key, isNumber ? "number" : "text");
  }
  return [...kinds].map(([name, kind]) => ({ name, kind }));
}

function tagsIn({ values }: Series): { readonly tags: Measurement["tags"]; readonly cut: boolean } {
  const tags = new Map<string, string[]>();
  for (const [key, value] of values.slice(0, mostTagValues)) {
    const [name, text] = [String(key), String(value)];
    if (!isAskable(name) || !isAskable(text)) continue;
    tags.set(name, [...(tags.get(name) ?? []), text]);
  }
  return { tags: Object.fromEntries(tags), cut: values.length > mostTagValues };
}
