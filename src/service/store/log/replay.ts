/** Brings the rows of a log file back into memory. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FieldValue } from "../../point.ts";
import type { LogName } from "../disk/file-name.ts";
import { Frames } from "../disk/frames.ts";
import type { Catalogue } from "../live/catalogue.ts";
import type { Memory } from "../live/memory.ts";
import { type LoggedRow, readRecord } from "./batch.ts";

/** @param report is told of bytes that hold no whole record: damage, or what a crash left of a commit that nobody was promised */
export async function replay(
  dir: string,
  log: LogName,
  catalogue: Catalogue,
  memory: Memory,
  report: (what: string) => void,
): Promise<void> {
  const bytes = await readFile(join(dir, log.name));
  for (const record of new Frames(log.marker).scan(bytes)) {
    if (!("payload" in record)) {
      const end = record.at + record.lostBytes === bytes.length;
      const what = end ? "the end, which holds no whole record" : "damaged";
      report(`${record.lostBytes} bytes at ${record.at} of ${log.name}: ${what}`);
      continue;
    }
    for (const row of readRecord(record.payload)) restore(row, catalogue, memory);
  }
  memory.logs.push(log);
}

function restore({ key, fields, timeNs }: LoggedRow, catalogue: Catalogue, memory: Memory): void {
  const series = catalogue.find(key.database, key.measurement, key.tags) ?? catalogue.restore(key);
  const kept: (readonly [string, FieldValue])[] = [];
  for (const [field, value] of fields) {
    const slot = series.shape.slotOf(field.name, kept.length);
    const known = slot < 0 ? catalogue.extend(series, [field], false) : series.shape.fields[slot]?.kind === field.kind;
    if (known) kept.push([field.name, value]);
  }
  if (kept.length === 0) return;
  if (series.runs.length === 0) memory.touched.add(series);
  memory.bytes += series.add({ fields: kept, timeNs });
}
