/** A series, the fields it has had, and its rows that are not yet in a chunk. */
import type { FieldValue, Point } from "../../point.ts";
import { chunkRows } from "../chunk/chunk.ts";
import type { SeriesKey } from "../chunk/key.ts";
import { Run } from "./run.ts";
import type { FieldDef, Shape } from "./shape.ts";

export interface Measurement {
  readonly database: string;
  readonly name: string;
  readonly fields: FieldDef[];
  readonly byName: Map<string, FieldDef>;
  readonly series: Set<Series>;
  readonly root: TagNode;
  /** Without fields: where the shapes of its series start. */
  readonly shape: Shape;
  /** Tag keys, for its series to share. */
  readonly tagKeys: Map<string, string>;
}

/** Series by their tags, one level a tag, in the tags' order. The first child needs no maps: most nodes have no other. */
export interface TagNode {
  series?: Series;
  only?: { readonly key: string; readonly value: string; readonly node: TagNode };
  more?: Map<string, Map<string, TagNode>>;
}

/** A record of the log that is being written: how many series it has named. */
export interface RecordMark {
  series: number;
}

const noRuns: Run[] = [];

export class Series {
  readonly id: number;
  readonly measurement: Measurement;
  readonly key: SeriesKey;
  shape: Shape;
  /** Rows that the present log file holds, oldest run first. */
  runs: Run[] = noRuns;
  /** Rows that are being folded into chunks. */
  folding: readonly Run[] = noRuns;
  /** Chunks on disk. */
  chunks = 0;
  /** Points that wait for the log. */
  pending = 0;
  /** Record of the log that has named this series last, with which number and fields. */
  namedIn: RecordMark | undefined;
  number = 0;
  namedShape: Shape | undefined;
  /** Rows that it had the last time they were folded: as many will come again, and need not be copied as they grow. */
  #usualRows = 0;

  constructor(id: number, measurement: Measurement, tags: SeriesKey["tags"]) {
    this.id = id;
    this.measurement = measurement;
    this.shape = measurement.shape;
    this.key = { database: measurement.database, measurement: measurement.name, tags };
  }

  get fields(): readonly FieldDef[] {
    return this.shape.fields;
  }

  /** @returns bytes of memory that the row takes */
  add(point: Pick<Point, "timeNs" | "fields">): number {
    const { timeNs, fields } = point;
    const { shape } = this;
    let run = this.runs[this.runs.length - 1];
    let offset = run ? Number(timeNs - run.baseNs) : 0;
    if (!run || run.fields !== shape.fields || !run.takes(offset)) {
      run = new Run(shape.fields, timeNs, chunkRows, this.#usualRows - (run?.count ?? 0));
      offset = 0;
      if (this.runs.length === 0) this.runs = [run];
      else this.runs.push(run);
    }
    const at = run.begin(offset);
    let bytes = 8 * (shape.fields.length + 1);
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i];
      if (!field) continue;
      run.put(at + shape.slotOf(field[0], i), field[1]);
      bytes += asideBytes(field[1]);
    }
    return bytes;
  }

  /** Its rows do not change from now on; new ones go elsewhere. */
  freeze(): void {
    this.#usualRows = this.runs.reduce((sum, { count }) => sum + count, 0);
    this.folding = this.runs;
    this.runs = noRuns;
  }

  thaw(): void {
    this.folding = noRuns;
  }

  /** Whether no row is left anywhere, and none is coming. */
  get empty(): boolean {
    return this.chunks + this.pending + this.runs.length + this.folding.length === 0;
  }
}

function asideBytes(value: FieldValue): number {
  return typeof value === "string" ? 24 + value.length * 2 : 0;
}
