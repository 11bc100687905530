import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { aSink } from "../../testing/sink.ts";
import { RecordIntake } from "./intake.ts";

const layout = {
  sizeBytes: 3,
  variables: Array.from({ length: 70 }, (_, i) => ({ name: `v${i}`, offset: 0, bits: 8, signed: false }) as const),
};

test("the place that goes with a message is where its last record ends, wherever the chunks end", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 12 }), fc.boolean(), (chunks, batches) => {
      const sink = aSink();
      const places: number[] = [];
      const put = sink.put;
      sink.put = (samples, mark) => {
        put(samples, mark);
        places.push(Number(mark?.place));
      };
      const intake = new RecordIntake({ layout, measurement: "m", batches, stream: "s", sink, say: () => {} });
      let at = 0;
      for (const length of chunks) {
        at += length;
        const end = at;
        intake.push(Buffer.alloc(length), (bytes) => `${end - bytes}`);
      }
      // 70 variables: two records fit a message of 200 lines.
      const sizes = sink.messages.map((samples) => samples.length);
      assert.ok(sizes.every((size) => size <= (batches ? 2 : 1)));
      const recordsUpTo = sizes.map((_, i) => sizes.slice(0, i + 1).reduce((sum, size) => sum + size));
      assert.deepEqual(
        places,
        recordsUpTo.map((records) => records * 3),
      );
      assert.equal(recordsUpTo.at(-1) ?? 0, Math.floor(at / 3));
      assert.equal(intake.place, places.length === 0 ? undefined : `${places.at(-1)}`);
    }),
  );
});
