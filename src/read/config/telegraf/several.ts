/**
 * One Telegraf's settings out of several files: telegraf.conf and those of its directory.
 * Invariant: tables of one kind are numbered over all files, in the order given, which is the order in which Telegraf loads them.
 * @see influxdata/telegraf, config/config.go, LoadConfig for each file and WalkDirectory for a directory
 */
import type { Setting } from "../../../model/setting.ts";
import type { Located } from "../../../model/span.ts";
import type { TomlSettings } from "../toml/settings.ts";

/** `inputs.cpu[3]` at the beginning of a section: the first number is that of the table in its file. */
const numbered = /^([^[]+)\[(\d+)\]/;

export class Numbering {
  readonly #counts = new Map<string, number>();

  /** The same settings, their tables numbered after those of the files before. */
  next({ sections, settings }: TomlSettings): TomlSettings {
    const before = new Map(this.#counts);
    const renumbered = (section: string) =>
      section.replace(numbered, (_, path: string, index: string) => {
        const number = (before.get(path) ?? 0) + Number(index);
        this.#counts.set(path, Math.max(this.#counts.get(path) ?? 0, number + 1));
        return `${path}[${number}]`;
      });
    return {
      sections: sections.map((one): Located<string> => ({ ...one, value: renumbered(one.value) })),
      settings: settings.map((one): Setting => ({ ...one, section: renumbered(one.section) })),
    };
  }
}
