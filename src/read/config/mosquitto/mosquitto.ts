/**
 * mosquitto.conf as sections and settings with places.
 * Invariant: a setting's section says what it holds for in mosquitto, which is not always the listener line above it: security
 * settings hold globally ("") unless `per_listener_settings` is true, and general ones always do.
 * @see man mosquitto.conf
 */
import type { ConfigFile, Setting } from "../../../model/setting.ts";
import type { Located } from "../../../model/span.ts";
import type { Say } from "../../say/say.ts";
import { didYouMean } from "../../say/suggest.ts";
import type { SourceFile } from "../../sources.ts";
import { type Directive, directiveNames, directiveOf } from "./directives.ts";
import { type Line, readLines } from "./lines.ts";
import { listenerSection } from "./listener.ts";
import { readValue } from "./value.ts";

/** @param target path that the service sees the file under */
export function readMosquitto(file: SourceFile, target: string, say: Say): ConfigFile {
  const lines = readLines(file, say);
  const state = new Reading(lines, say);
  for (const line of lines) state.take(line);
  return { format: "mosquitto", path: file.path, target, sections: state.sections, settings: state.settings };
}

class Reading {
  readonly sections: Located<string>[] = [];
  readonly settings: Setting[] = [];
  /** First lines of sections and settings, to find what stands twice. */
  readonly #opened = new Map<string, Located<string>>();
  readonly #set = new Map<string, Setting>();
  readonly #say: Say;
  readonly #perListener: boolean;
  /** Section of `port`, which is what listener settings before the first `listener` line belong to; global without one. */
  readonly #defaultListener: string;
  #listener: string;
  #bridge: string | undefined;
  #plugin = false;

  constructor(lines: readonly Line[], say: Say) {
    this.#say = say;
    const last = (key: string) => lines.findLast((line) => line.key === key)?.value.value;
    this.#perListener = last("per_listener_settings")?.startsWith("true") ?? false;
    const port = last("port");
    this.#defaultListener = port === undefined ? "" : `listener ${port.split(" ")[0]}`;
    this.#listener = this.#defaultListener;
  }

  take(line: Line): void {
    const directive = directiveOf(line.key);
    if (!directive) {
      const what = `mosquitto knows no setting \`${line.key}\``;
      this.#say.error("unknown-setting", line.at, what, didYouMean(line.key, directiveNames));
      return;
    }
    const value = readValue(line, directive, this.#say);
    if (value === undefined) return;
    if (!this.#open(line)) return;
    const section = this.#sectionOf(line, directive);
    if (section === undefined) return;
    const setting: Setting = { section, key: line.key, value, at: line.at };
    if (!directive.many) this.#sayRepeated(setting, directive);
    if (directive.here === "later") this.#sayLater(line, directive);
    if (line.key === "protocol" && value !== "mqtt") this.#sayLater(line, directive);
    this.settings.push(setting);
  }

  /** Lines that begin a section of their own. @returns false when the line is wrong and has been said */
  #open(line: Line): boolean {
    if (line.key === "listener") {
      const section = listenerSection(line, this.#opened, this.#say);
      if (section === undefined) return false;
      this.#listener = section;
      this.#bridge = undefined;
      this.#begin(section, line);
    } else if (line.key === "port") {
      this.#listener = this.#defaultListener;
      if (!this.#opened.has(this.#defaultListener)) this.#begin(this.#defaultListener, line);
    } else if (line.key === "connection") {
      this.#bridge = `connection ${line.value.value}`;
      this.#begin(this.#bridge, line);
    } else if (/plugin$|^plugin_load$/.test(line.key)) this.#plugin = true;
    return true;
  }

  #begin(section: string, { at }: Line): void {
    this.#opened.set(section, { value: section, at });
    this.sections.push({ value: section, at });
  }

  #sectionOf({ key, at }: Line, { scope }: Directive): string | undefined {
    if (key === "listener" || key === "port") return this.#listener;
    if (key === "connection") return this.#bridge;
    if (scope === "bridge" && this.#bridge === undefined) {
      const what = `\`${key}\` belongs to a bridge, but no \`connection\` line stands above it`;
      return this.#say.error("bad-setting", at, what, "Begin the bridge with `connection name`.");
    }
    if (scope === "plugin" && !this.#plugin) {
      const what = `\`${key}\` belongs to a plugin, but no \`plugin\` line stands above it`;
      return this.#say.error("bad-setting", at, what, "Name the plugin first.");
    }
    if (scope === "bridge") return this.#bridge;
    if (scope === "listener") return key === "bind_address" ? this.#defaultListener : this.#listener;
    return scope === "security" && this.#perListener ? this.#listener : "";
  }

  #sayRepeated(setting: Setting, { takes }: Directive): void {
    const { section, key, at } = setting;
    const id = `${section} ${key}`;
    const before = this.#set.get(id);
    this.#set.set(id, before ?? setting);
    if (!before) return;
    const what = `\`${key}\` stands here a second time; the first is in line ${before.at.line}`;
    if (takes === "text") this.#say.error("duplicate-setting", at, what, "Keep one: mosquitto refuses two.");
    else this.#say.notice("duplicate-setting", at, `${what}, and does not count`, "Keep one of the two.");
  }

  #sayLater({ key, at, value }: Line, { scope }: Directive): void {
    // One notice for a bridge and one for a plugin, not one for each of its lines.
    if (scope === "bridge" || scope === "plugin") return;
    const subject: Readonly<Record<string, string>> = {
      connection: `the bridge \`${value.value}\` is not carried out`,
      include_dir: `the files in \`${value.value}\` are not read`,
      protocol: `\`protocol ${value.value}\` is not carried out`,
    };
    const what = `${subject[key] ?? `\`${key}\` is not carried out`} by this version`;
    const remedy =
      key === "include_dir" ? "Move their settings into this file." : "The embedded broker goes without it.";
    this.#say.notice("not-carried", at, what, remedy);
  }
}
