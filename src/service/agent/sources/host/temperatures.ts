/** Sensors: /sys/class/hwmon and /sys/class/thermal. @see Linux, Documentation/hwmon/sysfs-interface.rst, driver-api/thermal/sysfs-api.rst */
import { join } from "node:path";
import { type Field, plainName } from "./field.ts";

/** What is read of /sys; undefined for what is not there, or may not be read. */
export interface Reader {
  text(path: string): Promise<string | undefined>;
  list(path: string): Promise<readonly string[] | undefined>;
}

/** In degrees Celsius, by chip and label, or by zone type. A sensor that gives no number now is left out. */
export async function readTemperatures(sys: string, reader: Reader): Promise<readonly Field[]> {
  const fields = new Map<string, number>();
  const add = (name: string, text: string | undefined) => {
    const millidegrees = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
    if (!Number.isFinite(millidegrees)) return;
    let unique = name;
    for (let n = 2; fields.has(unique); n++) unique = `${name}_${n}`;
    fields.set(unique, millidegrees / 1000);
  };
  const chips = join(sys, "class/hwmon");
  for (const chip of sorted(await reader.list(chips))) {
    const dir = join(chips, chip);
    const name = plainName((await reader.text(join(dir, "name"))) ?? chip);
    for (const file of sorted(await reader.list(dir))) {
      const input = /^(temp\d+)_input$/.exec(file)?.[1];
      if (input === undefined) continue;
      const label = plainName((await reader.text(join(dir, `${input}_label`))) ?? input);
      add(`temp_${name}_${label}`, await reader.text(join(dir, file)));
    }
  }
  const zones = join(sys, "class/thermal");
  for (const zone of sorted(await reader.list(zones))) {
    if (!zone.startsWith("thermal_zone")) continue;
    const type = plainName((await reader.text(join(zones, zone, "type"))) ?? zone);
    add(`temp_${type}`, await reader.text(join(zones, zone, "temp")));
  }
  return [...fields].map(([name, celsius]): Field => [`${name}_celsius`, celsius]);
}

const sorted = (names: readonly string[] | undefined): readonly string[] => (names ?? []).toSorted();
