/** The segments of a store, oldest first, and the catalogue's count of their chunks. */
import { unlink } from "node:fs/promises";
import { join } from "node:path";
import { type Catalogue, defineField } from "../live/catalogue.ts";
import { syncDir } from "./file.ts";
import type { SegmentName } from "./file-name.ts";
import { Segment } from "./segment.ts";
import type { SeriesPlaces } from "./segment-index.ts";

export class Shelf implements AsyncDisposable {
  segments: readonly Segment[] = [];
  readonly dir: string;
  readonly #catalogue: Catalogue;
  readonly #report: (what: string) => void;

  constructor(dir: string, catalogue: Catalogue, report: (what: string) => void) {
    this.dir = dir;
    this.#catalogue = catalogue;
    this.#report = report;
  }

  /** Opens a segment without showing it to anybody yet. */
  open(name: SegmentName): Promise<Segment> {
    return Segment.open(
      this.dir,
      name,
      (series) => this.#know(series),
      ({ at, lostBytes }) => this.#report(`${lostBytes} bytes at ${at} of ${name.name}`),
    );
  }

  /** From now on queries see the fresh segment and no longer the old ones, whose files go. */
  async replace(old: readonly Segment[], fresh: Segment | undefined): Promise<void> {
    const kept = this.segments.filter((segment) => !old.includes(segment));
    this.segments = [...kept, ...(fresh ? [fresh] : [])].sort((a, b) => a.name.from - b.name.from);
    if (fresh) this.#count(fresh, 1);
    for (const segment of old) this.#count(segment, -1);
    for (const segment of old) {
      await unlink(join(this.dir, segment.name.name));
      await segment.release();
    }
    if (old.length > 0) await syncDir(this.dir);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const segment of this.segments) await segment.release();
    this.segments = [];
  }

  #know({ key, fields }: SeriesPlaces): number {
    const series = this.#catalogue.restore(key);
    for (const { name, kind } of fields) defineField(series.measurement, name, kind);
    return series.id;
  }

  #count(segment: Segment, sign: 1 | -1): void {
    for (const id of segment.places.series) {
      const series = this.#catalogue.byId(id);
      if (!series) continue;
      series.chunks += sign;
      if (series.empty) this.#catalogue.remove(series);
    }
  }
}
