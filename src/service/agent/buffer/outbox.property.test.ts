import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { test } from "vitest";
import { files, optionsFor, put, shown } from "../testing/outboxes.ts";
import { Outbox } from "./outbox.ts";

type Act =
  | { readonly do: "append"; readonly topic: string; readonly padBytes: number }
  | { readonly do: "acknowledge"; readonly count: number }
  | { readonly do: "flush" }
  | { readonly do: "crash" }
  /** The last bytes never reached the disk: they are cut off, or noise is in their place. */
  | { readonly do: "tear"; readonly bytes: number };

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("append" as const),
      topic: fc.constantFrom("a", "b"),
      padBytes: fc.nat(300),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("acknowledge" as const), count: fc.nat(6) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("flush" as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("crash" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("tear" as const), bytes: fc.integer({ min: 1, max: 30 }) }) },
);

test("whatever happens, nothing unacknowledged is lost, doubled or out of order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 60 }), async (acts) => {
      const dir = mkdtempSync(join(tmpdir(), "edgeward-outbox-"));
      const options = optionsFor(dir, { limitBytes: 40_000 });
      const opened = [new Outbox(options)];
      let box = opened[0] as Outbox;
      /** Everything ever taken in, and how far it was acknowledged; `safe` is what a crash cannot bring back. */
      const taken: string[] = [];
      const seqs = new Map<string, number>();
      let acked = 0;
      let safe = 0;
      const reopen = () => {
        box = new Outbox(options);
        opened.push(box);
        const seen = shown(box);
        const from = taken.length - seen.length;
        assert.deepEqual(seen, taken.slice(from));
        assert.ok(from >= safe && from <= acked, `comes back from ${from}, not between ${safe} and ${acked}`);
        acked = from;
      };
      try {
        for (const step of acts) {
          switch (step.do) {
            case "append": {
              const seq = (seqs.get(step.topic) ?? 0) + 1;
              seqs.set(step.topic, seq);
              taken.push(`${step.topic}${seq}`);
              put(box, step.topic, step.padBytes);
              break;
            }
            case "acknowledge":
              acked = Math.min(taken.length, acked + step.count);
              box.acknowledge(acked);
              break;
            case "flush":
              await box.flush();
              safe = acked;
              break;
            case "crash":
              reopen();
              break;
            case "tear": {
              // A write that was under way: a whole frame would have been taken in.
              const last = files(dir).at(-1);
              if (last) appendFileSync(join(dir, last), Buffer.alloc(step.bytes, 0xe7));
              reopen();
            }
          }
          assert.deepEqual(shown(box), taken.slice(acked));
          const { messages_waiting, messages_dropped } = box.counters();
          assert.deepEqual([messages_waiting, messages_dropped], [taken.length - acked, 0]);
        }
      } finally {
        await Promise.all(opened.map((one) => one.close()));
        rmSync(dir, { recursive: true });
      }
    }),
    { numRuns: 100 },
  );
});

test("a tail cut off anywhere costs only what was cut", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (cut) => {
      const dir = mkdtempSync(join(tmpdir(), "edgeward-outbox-"));
      const box = new Outbox(optionsFor(dir));
      for (let i = 0; i < 8; i++) put(box, "a", 20 * i);
      await box.close();
      const file = join(dir, files(dir).at(-1) ?? "");
      truncateSync(file, cut % statSync(file).size);
      const after = new Outbox(optionsFor(dir));
      const seen = shown(after);
      assert.deepEqual(
        seen,
        Array.from({ length: seen.length }, (_, i) => `a${i + 1}`),
      );
      await after.close();
      rmSync(dir, { recursive: true });
    }),
    { numRuns: 40 },
  );
});
