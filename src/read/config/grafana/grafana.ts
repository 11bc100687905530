import type { ConfigFile, Setting } from "../../../model/setting.ts";
import type { Say } from "../../say/say.ts";
import type { SourceFile } from "../../sources.ts";
import { readIni } from "./ini.ts";

/**
 * grafana.ini as sections and settings with places. `true` and `false` are read as such, all else as text, variables left as written. A
 * key with nothing behind its `=` is a setting with an empty text, and leaves Grafana's default in force.
 * @param target path that the service sees the file under
 * @see Grafana documentation, "Configure Grafana"; grafana/grafana, pkg/setting/setting.go, loadSpecifiedConfigFile on empty values
 */
export function readGrafana(file: SourceFile, target: string, say: Say): ConfigFile {
  const { sections, entries } = readIni(file, say);
  const settings = entries.map(({ section, key, value, at }): Setting => ({ section, key, value: typed(value), at }));
  return { format: "grafana", path: file.path, target, sections, settings };
}

const typed = (value: string): string | boolean => (value === "true" ? true : value === "false" ? false : value);

/** How deep one value may name another; go-ini goes as deep, and stops. */
const depthLimit = 99;

/**
 * What a text of grafana.ini stands for: `%(key)s` is another key of the same section, or of those above all headers; `${NAME}` and
 * `$__env{NAME}` are variables of the environment. `$__file{…}` and unknown keys stay as written.
 * @see go-ini/ini, key.go, transformValue; grafana/grafana, pkg/setting/expanders.go
 */
export function filledIn(
  text: string,
  file: ConfigFile,
  section: string,
  environment: ReadonlyMap<string, string>,
): string {
  const find = (key: string): string | undefined => {
    const own = file.settings.findLast((one) => one.section === section && one.key === key && one.value !== "");
    const top = file.settings.findLast((one) => one.section === "" && one.key === key && one.value !== "");
    const value = (own ?? top)?.value;
    return value === undefined ? undefined : String(value);
  };
  let filled = text;
  for (let depth = 0; depth < depthLimit; depth++) {
    const next = filled.replace(/%\(([^)]+)\)s/, (whole, key: string) => find(key) ?? whole);
    if (next === filled) break;
    filled = next;
  }
  return filled.replaceAll(/\$(?:__env)?\{([^}]+)\}/g, (_, name: string) => environment.get(name) ?? "");
}
