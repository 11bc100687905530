/** Where mosquitto's security options have to stand to count. */
import type { Change } from "../model/change.ts";
import { isPerListener, listenersOf } from "../model/listener.ts";
import type { SettingValue } from "../model/setting.ts";
import { type ConfigPlace, emptyConfig } from "./config-place.ts";
import { type Reason, setting } from "./propose.ts";

/**
 * Sets a security option once for all listeners, or in each.
 * @see mosquitto.conf(5), per_listener_settings
 */
export function inForce(place: ConfigPlace, key: string, value: SettingValue, reason: Reason): readonly Change[] {
  const file = place.file ?? emptyConfig(place.path);
  const sections = isPerListener(file) ? listenersOf(file).map((listener) => listener.section) : [""];
  return sections.flatMap((section) => setting(place, section, key, value, reason));
}
