import assert from "node:assert/strict";
import { test } from "vitest";
import type { Point } from "../../point.ts";
import { Frames } from "../disk/frames.ts";
import { Catalogue, defineField } from "../live/catalogue.ts";
import { Memory } from "../live/memory.ts";
import type { Series } from "../live/series.ts";
import { Batch, readRecord } from "./batch.ts";

function aSeries(catalogue = new Catalogue(10), host = "a"): Series {
  const series = catalogue.define({ database: "d", measurement: "m", tags: [["host", host]] });
  assert.ok(series);
  const field = defineField(series.measurement, "v", "float");
  assert.ok(field);
  series.shape = series.shape.with([field]);
  return series;
}

const point = (n: number): Point => ({
  measurement: "m",
  tags: [["host", "a"]],
  fields: [["v", n]],
  timeNs: BigInt(n),
});

function rowsIn(batch: Batch): unknown[] {
  const frames = new Frames();
  const found = [...frames.scan(Buffer.from(batch.sealed(frames)))];
  return found.flatMap((record) =>
    "payload" in record ? Array.from(readRecord(record.payload), ({ fields }) => fields[0]?.[1]) : ["lost"],
  );
}

test("rows come back in order, from as many records as they fill", () => {
  const batch = new Batch();
  const series = aSeries();
  const numbers = Array.from({ length: 20_000 }, (_, n) => n);
  for (const n of numbers) batch.add(series, point(n), [0]);
  assert.deepEqual(rowsIn(batch), numbers);
});

test("a point that cannot be encoded leaves no trace among the others, whether it is the first of its record or not", () => {
  const batch = new Batch();
  const series = aSeries();
  const broken = { ...point(1), fields: [["v", undefined]] } as unknown as Point;
  assert.throws(() => batch.add(series, broken, [0]));
  batch.add(series, point(2), [0]);
  assert.throws(() => batch.add(series, broken, [0]));
  batch.add(series, point(3), [0]);
  assert.deepEqual(rowsIn(batch), [2, 3]);
  assert.equal(batch.points, 2);
});

test("a batch that could not be written takes the series with it that it alone would have had", () => {
  const catalogue = new Catalogue(10);
  const [old, fresh] = [aSeries(catalogue, "old"), aSeries(catalogue, "fresh")];
  const [first, second] = [new Batch(), new Batch()];
  first.add(old, point(1), [0]);
  first.settle(new Memory());
  second.add(old, point(2), [0]);
  second.add(fresh, point(2), [0]);
  second.discard(catalogue);
  assert.deepEqual([...catalogue.all()], [old]);
  assert.equal(catalogue.find("d", "m", [["host", "fresh"]]), undefined);
});
