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
import { stretchesOf } from "./include.ts";
import type { Line } from "./lines.ts";
import { lineOf, listenerSection } from "./listener.ts";
import { readValue } from "./value.ts";

/**
 * @param target path that the service sees the file under
 * @param further files that `include_dir` may bring in; they become part of this one, each setting with its own place
 */
export function readMosquitto(
  file: SourceFile,
  target: string,
  say: Say,
  further: readonly SourceFile[] = [],
): ConfigFile {
  const stretches = stretchesOf(file, further, say);
  const state = new Reading(
    stretches.flatMap(({ lines }) => lines),
    say,
  );
  for (const { file: number, lines } of stretches) {
    state.turnTo(number);
    for (const line of lines) state.take(line);
  }
  return { format: "mosquitto", path: file.path, target, sections: state.sections, settings: state.settings };
}

/** What the next line belongs to. */
interface Where {
  listener: string;
  bridge: string | undefined;
  plugin: boolean;
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
  /** Where each file has got to. */
  readonly #wheres = new Map<number, Where>();
  #here: Where;
  #hasSecurity = false;

  constructor(lines: readonly Line[], say: Say) {
    this.#say = say;
    const last = (key: string) => lines.findLast((line) => line.key === key)?.value.value;
    this.#perListener = last("per_listener_settings")?.startsWith("true") ?? false;
    const port = last("port");
    this.#defaultListener = port === undefined ? "" : `listener ${port.split(" ")[0]}`;
    this.#here = { listener: this.#defaultListener, bridge: undefined, plugin: false };
  }

  /** @param file number of the file that the next lines stand in: one that was left goes on where it was */
  turnTo(file: number): void {
    this.#here = this.#wheres.get(file) ?? { listener: this.#defaultListener, bridge: undefined, plugin: false };
    this.#wheres.set(file, this.#here);
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
    if (line.key === "per_listener_settings" && value === true && this.#hasSecurity) {
      const what = "`per_listener_settings` stands after a security setting: mosquitto refuses that";
      this.#say.error("bad-setting", line.at, what, "Make it the first line of the file that mosquitto starts from.");
    }
    this.#hasSecurity ||= directive.scope === "security";
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
      this.#here.listener = section;
      this.#here.bridge = undefined;
      this.#begin(section, line);
    } else if (line.key === "port") {
      this.#here.listener = this.#defaultListener;
      if (!this.#opened.has(this.#defaultListener)) this.#begin(this.#defaultListener, line);
    } else if (line.key === "connection") {
      this.#here.bridge = `connection ${line.value.value}`;
      this.#begin(this.#here.bridge, line);
    } else if (/plugin$|^plugin_load$/.test(line.key)) this.#here.plugin = true;
    return true;
  }

  #begin(section: string, { at }: Line): void {
    this.#opened.set(section, { value: section, at });
    this.sections.push({ value: section, at });
  }

  #sectionOf({ key, at }: Line, { scope }: Directive): string | undefined {
    if (key === "listener" || key === "port") return this.#here.listener;
    if (key === "connection") return this.#here.bridge;
    if (scope === "bridge" && this.#here.bridge === undefined) {
      const what = `\`${key}\` belongs to a bridge, but no \`connection\` line stands above it`;
      return this.#say.error("bad-setting", at, what, "Begin the bridge with `connection name`.");
    }
    if (scope === "plugin" && !this.#here.plugin) {
      const what = `\`${key}\` belongs to a plugin, but no \`plugin\` line stands above it`;
      return this.#say.error("bad-setting", at, what, "Name the plugin first.");
    }
    if (scope === "bridge") return this.#here.bridge;
    if (scope === "listener") return key === "bind_address" ? this.#defaultListener : this.#here.listener;
    return scope === "security" && this.#perListener ? this.#here.listener : "";
  }

  #sayRepeated(setting: Setting, { takes }: Directive): void {
    const { section, key, at } = setting;
    const id = `${section} ${key}`;
    const before = this.#set.get(id);
    this.#set.set(id, before ?? setting);
    if (!before) return;
    const what = `\`${key}\` stands here a second time; the first is in ${lineOf(before.at, at)}`;
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
