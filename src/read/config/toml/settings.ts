import type { TomlTable, TomlValue } from "smol-toml";
import type { Setting, SettingValue } from "../../../model/setting.ts";
import type { Located, Span } from "../../../model/span.ts";
import type { Place } from "./places.ts";
import { isDate, type Toml } from "./toml.ts";

export interface TomlSettings {
  readonly sections: readonly Located<string>[];
  readonly settings: readonly Setting[];
}

/** What stands at a key: one value, or a list of values. */
type Leaf = string | number | boolean;

/**
 * A TOML document as sections and settings, in the order they stand. A table's section is its path, with the index of its
 * occurrence for arrays of tables: `inputs.mqtt_consumer[0].tags`. Texts stay as written: `${VARIABLES}` are for whoever runs it.
 */
export function settingsOf({ table, place }: Toml): TomlSettings {
  const sections: Located<string>[] = [];
  const settings: Setting[] = [];
  const enter = (value: TomlTable, where: Place | undefined, section: string, fallback: Span) => {
    const at = where?.at ?? fallback;
    if (where?.headed || (section !== "" && hasLeaf(value))) sections.push({ value: section, at });
    for (const [key, child] of Object.entries(value)) {
      const childPlace = where?.keys.get(key);
      const childAt = childPlace?.at ?? at;
      const path = section === "" ? key : `${section}.${key}`;
      if (isTable(child)) enter(child, childPlace, isPlugin(section) ? `${path}[0]` : path, childAt);
      else if (isTableList(child)) {
        for (const [i, item] of child.entries()) enter(item, childPlace?.items[i], `${path}[${i}]`, childAt);
      } else {
        const leaf = asSetting(child);
        if (leaf !== undefined) settings.push({ section, key, value: leaf, at: childAt });
      }
    }
  };
  enter(table, place, "", place.at);
  const standing = (a: { at: Span }, b: { at: Span }) => a.at.line - b.at.line || a.at.column - b.at.column;
  return { sections: sections.toSorted(standing), settings: settings.toSorted(standing) };
}

/** Telegraf takes `[inputs.cpu]` for the first of `[[inputs.cpu]]`. */
const isPlugin = (section: string) => /^(inputs|outputs|processors|aggregators)$/.test(section);

const hasLeaf = (table: TomlTable) => Object.values(table).some((value) => !isTable(value) && !isTableList(value));

function isTable(value: TomlValue): value is TomlTable {
  return typeof value === "object" && !Array.isArray(value) && !isDate(value);
}

function isTableList(value: TomlValue): value is TomlTable[] {
  return Array.isArray(value) && value.length > 0 && value.every(isTable);
}

/** @returns undefined for lists of lists and mixed lists, which only plugins that are not run here have */
function asSetting(value: TomlValue): SettingValue | undefined {
  if (!Array.isArray(value)) return asLeaf(value);
  const leaves = value.map((item) => asLeaf(item)).filter((leaf) => leaf !== undefined);
  return leaves.length === value.length ? leaves : undefined;
}

function asLeaf(value: TomlValue): Leaf | undefined {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return isDate(value) ? value.toISOString() : undefined;
}
