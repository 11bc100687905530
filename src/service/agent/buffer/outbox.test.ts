import assert from "node:assert/strict";
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { test } from "vitest";
import { scratch } from "../testing/scratch.ts";
import { newSegmentFile } from "./directory.ts";
import { Outbox, type OutboxOptions } from "./outbox.ts";

const all = { messages: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

function optionsFor(dir: string, more: Partial<OutboxOptions> = {}): OutboxOptions {
  return {
    dir,
    limitBytes: 1 << 20,
    memoryBytes: 1 << 20,
    diskAgainMs: 0,
    restMs: 0,
    elapsed: () => 0,
    say: () => {},
    ...more,
  };
}
const put = (box: Outbox, topic: string, padBytes = 0) =>
  box.append(topic, undefined, (seq) => Buffer.from(`${topic}${seq}${".".repeat(padBytes)}`));
const shown = (box: Outbox) => box.read(0, all).messages.map(({ topic, seq }) => `${topic}${seq}`);
const files = (dir: string) => readdirSync(dir).sort();

test("messages, numbers and places outlive a crash; what was acknowledged does not come back", async () => {
  await using here = await scratch();
  const before = new Outbox(optionsFor(here.dir));
  put(before, "a");
  before.append("b", { source: "f", place: "16" }, (seq) => Buffer.from(`b${seq}`));
  put(before, "a");
  before.acknowledge(1);
  await before.flush();
  // No close: this is what kill -9 leaves behind.
  const after = new Outbox(optionsFor(here.dir));
  put(after, "a");
  assert.deepEqual(shown(after), ["b1", "a2", "a3"]);
  assert.equal(after.placeOf("f"), "16");
  await Promise.all([before.close(), after.close()]);
});

test("what is acknowledged after a restart is remembered, also when no message comes any more", async () => {
  await using here = await scratch();
  const first = new Outbox(optionsFor(here.dir));
  for (let i = 0; i < 3; i++) put(first, "a");
  await first.close();
  const second = new Outbox(optionsFor(here.dir));
  second.acknowledge(2);
  await second.flush();
  assert.equal(files(here.dir).length, 2);
  const third = new Outbox(optionsFor(here.dir));
  assert.deepEqual(shown(third), ["a3"]);
  third.acknowledge(3);
  await third.flush();
  assert.equal(files(here.dir).length, 1);
  put(third, "a");
  assert.deepEqual(shown(third), ["a4"]);
  await Promise.all([second.close(), third.close()]);
});

test("files are for their owner alone, and those that nothing waits in go", async () => {
  await using here = await scratch();
  const box = new Outbox(optionsFor(join(here.dir, "b"), { limitBytes: 8_000 }));
  for (let i = 0; i < 10; i++) put(box, "a", 400);
  assert.equal(statSync(join(here.dir, "b")).mode & 0o777, 0o700);
  for (const name of files(join(here.dir, "b"))) assert.equal(statSync(join(here.dir, "b", name)).mode & 0o777, 0o600);
  assert.ok(files(join(here.dir, "b")).length > 3);
  box.acknowledge(10);
  await box.flush();
  assert.equal(files(join(here.dir, "b")).length, 1);
  const after = new Outbox(optionsFor(join(here.dir, "b")));
  put(after, "a");
  assert.deepEqual(shown(after), ["a11"]);
  await Promise.all([box.close(), after.close()]);
});

test("a topic that has been silent since files were removed goes on with its number", async () => {
  await using here = await scratch();
  const box = new Outbox(optionsFor(here.dir, { limitBytes: 8_000 }));
  box.append("quiet", { source: "f", place: "7" }, (seq) => Buffer.from(`${seq}`));
  for (let i = 0; i < 10; i++) put(box, "a", 400);
  box.acknowledge(11);
  await box.close();
  assert.equal(files(here.dir).length, 1);
  const after = new Outbox(optionsFor(here.dir));
  put(after, "quiet");
  assert.deepEqual([shown(after), after.placeOf("f")], [["quiet2"], "7"]);
  await after.close();
});

test("a full buffer lets the oldest go, counts it and says so", async () => {
  await using here = await scratch();
  const said: string[] = [];
  const box = new Outbox(optionsFor(here.dir, { limitBytes: 8_000, say: (what) => said.push(what) }));
  for (let i = 0; i < 100; i++) put(box, "a", 100);
  const kept = shown(box);
  const { messages_dropped, messages_waiting, buffer_bytes: bytes = 0 } = box.counters();
  assert.deepEqual(
    kept,
    Array.from({ length: kept.length }, (_, i) => `a${101 - kept.length + i}`),
  );
  assert.deepEqual([messages_dropped, messages_waiting], [100 - kept.length, kept.length]);
  assert.ok(kept.length > 30 && bytes <= 8_000, `${kept.length} kept in ${bytes} bytes`);
  assert.match(said.join(), /buffer is full/);
  await box.close();
});

test("a message that cannot fit is dropped alone, and its number shows the gap", async () => {
  await using here = await scratch();
  const box = new Outbox(optionsFor(here.dir, { limitBytes: 2_000 }));
  put(box, "a");
  put(box, "a", 1_500);
  put(box, "a");
  assert.deepEqual(shown(box), ["a1", "a3"]);
  assert.equal(box.counters().messages_dropped, 1);
  await box.close();
});

/** A disk that is full as long as `full` says so; the rest of it is real. */
function fillable(full: () => boolean) {
  return (dir: string, number: number) => {
    const store = newSegmentFile(dir, number);
    const append = (bytes: Buffer) => {
      if (full()) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
      store.append(bytes);
    };
    return Object.create(store, { append: { value: append } });
  };
}

test("while the disk is full, what is taken in is given out once, and numbers still outlive a crash as far as the disk knows", async () => {
  await using here = await scratch();
  let full = false;
  const box = new Outbox(
    optionsFor(here.dir),
    fillable(() => full),
  );
  put(box, "a");
  full = true;
  for (let i = 2; i <= 5; i++) {
    put(box, "a");
    assert.deepEqual(shown(box), i === 2 ? ["a1", "a2"] : [`a${i}`]);
    box.acknowledge(i);
    await box.flush();
  }
  const after = new Outbox(optionsFor(here.dir));
  put(after, "a");
  assert.equal(shown(after).at(-1), "a2");
  await Promise.all([box.close(), after.close()]);
});

test("a disk that is full moves the newest into bounded memory, says so, and is tried again", async () => {
  await using here = await scratch();
  const said: string[] = [];
  let full = false;
  let now = 0;
  const options = optionsFor(here.dir, {
    memoryBytes: 4_000,
    diskAgainMs: 10,
    elapsed: () => now,
    say: (what) => said.push(what),
  });
  const box = new Outbox(
    options,
    fillable(() => full),
  );
  put(box, "a");
  full = true;
  for (let i = 0; i < 99; i++) put(box, "a", 100);
  const kept = shown(box);
  assert.equal(kept[0], "a1");
  assert.equal(kept.at(-1), "a100");
  assert.equal(box.counters().messages_dropped, 100 - kept.length);
  assert.ok(Number(box.counters().buffer_memory_bytes) <= 4_000);
  assert.match(box.trouble ?? "", /ENOSPC/);
  full = false;
  now = 11;
  put(box, "a");
  assert.equal(box.trouble, undefined);
  assert.match(said.at(-1) ?? "", /again/);
  assert.deepEqual(shown(new Outbox(optionsFor(here.dir))), ["a1", "a101"]);
  await box.close();
});

test("a directory that cannot be made is no reason to stop", async () => {
  await using here = await scratch();
  writeFileSync(join(here.dir, "taken"), "");
  const said: string[] = [];
  const box = new Outbox(optionsFor(join(here.dir, "taken"), { say: (what) => said.push(what) }));
  put(box, "a");
  assert.deepEqual(shown(box), ["a1"]);
  assert.match(said.join(), /cannot be used/);
  await box.close();
});

test("a directory that is removed behind its back costs what was in it, and no more", async () => {
  await using here = await scratch();
  const said: string[] = [];
  const box = new Outbox(optionsFor(here.dir, { limitBytes: 8_000, say: (what) => said.push(what) }));
  for (let i = 0; i < 8; i++) put(box, "a", 400);
  await box.flush();
  rmSync(here.dir, { recursive: true });
  for (let i = 0; i < 8; i++) put(box, "a", 400);
  await box.flush();
  put(box, "a");
  assert.equal(shown(box).at(-1), "a17");
  assert.match(said.join(), /ENOENT/);
  await box.close();
});

test("a damaged file costs what was damaged, and is counted", async () => {
  await using here = await scratch();
  const box = new Outbox(optionsFor(here.dir));
  for (let i = 0; i < 5; i++) put(box, "a", 50);
  await box.close();
  const file = join(here.dir, files(here.dir)[0] ?? "");
  const bytes = readFileSync(file);
  const at = bytes.indexOf("a3.");
  bytes[at] = 0x62;
  writeFileSync(file, bytes);
  const after = new Outbox(optionsFor(here.dir));
  assert.deepEqual(shown(after), ["a1", "a2", "a4", "a5"]);
  assert.ok(Number(after.counters().buffer_damaged_bytes) > 50);
  await after.close();
});

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
