import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { quick, surroundings } from "../../testing/launch.ts";
import { scratch } from "../../testing/scratch.ts";
import { aSink } from "../../testing/sink.ts";
import { until } from "../../testing/until.ts";
import { collectLines } from "./lines-source.ts";

const line = (n: number) => `echo 'RTD| 0.${n}| 1.0| 2.0| 0| 0| 0.1| 3.0'`;
const start = (script: string, pace = quick) => {
  const sink = aSink();
  const around = surroundings();
  return {
    sink,
    logged: around.logged,
    source: collectLines({ command: ["sh", "-c", script] }, sink, around.log, pace),
  };
};
const minima = (sink: ReturnType<typeof aSink>) => sink.messages.map(([sample]) => sample?.fields[0]?.[1]);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("each RTD line is a message; headers are passed over, malformed lines counted, once said", async () => {
  const script = `echo '== x'; echo 'RTH|---'; ${line(1)}; echo 'RTD|bad'; echo 'RTD|worse'; ${line(2)}; exec sleep 60`;
  const { sink, source, logged } = start(script);
  await until("two messages", () => sink.messages.length === 2);
  await source[Symbol.asyncDispose]();
  assert.deepEqual(minima(sink), [0.1, 0.2]);
  assert.equal(sink.messages[0]?.[0]?.measurement, "xenomai");
  assert.deepEqual(source.counters(), { lines_read: 2, lines_malformed: 2, command_restarts: 0 });
  assert.equal(logged.filter((text) => text.includes("RTD line")).length, 1);
});

test("a command that dies is said, with its last words, and started again; its last lines are not lost", async () => {
  const { sink, source, logged } = start(`${line(5)}; echo 'no such device' >&2; exit 3`);
  await until("three runs", () => sink.messages.length >= 3);
  await source[Symbol.asyncDispose]();
  assert.equal(sink.messages.length, source.counters().lines_read);
  assert.ok(logged.some((text) => text.includes("sh ended with status 3: no such device")));
});

test("a command that dies right after a lot of output loses none of it", async () => {
  await using here = await scratch();
  const ran = join(here.dir, "ran");
  const { sink, source } = start(
    `[ -e ${ran} ] || { touch ${ran}; yes 'RTD| 0.1| 1.0| 2.0| 0| 0| 0.1| 3.0' | head -n 20000; }`,
  );
  await until("two further runs", () => Number(source.counters().command_restarts) >= 2);
  await source[Symbol.asyncDispose]();
  assert.deepEqual([sink.messages.length, source.counters().lines_malformed], [20_000, 0]);
});

test("a command that is not there is named, and tried again without spinning", async () => {
  const around = surroundings();
  await using source = collectLines({ command: ["/no/such/latency"] }, aSink(), around.log, quick);
  await until("a few tries", () => Number(source.counters().command_restarts) >= 3);
  expect(source.trouble()).toMatch(/\/no\/such\/latency cannot be started.*ENOENT/);
  expect(around.logged.length).toBe(1);
});

test("the shell is not asked: what looks like a command in an argument is an argument", async () => {
  const sink = aSink();
  const hostile = "RTD| 0.1| 1.0| 2.0| 0| 0| 0.1| 3.0\nRTD|$(echo 1)| `id`; touch /tmp/x|";
  await using source = collectLines({ command: ["printf", "%s\\n", hostile] }, sink, surroundings().log, quick);
  await until("both lines", () => Number(source.counters().lines_malformed) > 0 && sink.messages.length > 0);
  assert.equal(sink.messages[0]?.[0]?.fields.length, 7);
});

test("when the agent stops, the command and all that it started stop, also those that will not", async () => {
  await using here = await scratch();
  const file = join(here.dir, "pids");
  const { source } = start(
    `trap '' TERM; sh -c "trap '' TERM; echo \\$\\$ >> ${file}; while :; do sleep 1; done" & echo $$ >> ${file}; while :; do sleep 1; done`,
    {
      ...quick,
      partingMs: 300,
    },
  );
  const pids = async () => (await readFile(file, "utf8").catch(() => "")).split("\n").filter(Boolean).map(Number);
  await until("both run", async () => (await pids()).length === 2);
  await source[Symbol.asyncDispose]();
  const both = await pids();
  await until("both gone", () => both.every((pid) => !isAlive(pid)));
});

test("a command that floods costs no memory, and is still ended", async () => {
  const { source } = start("yes 'not a line of latency'");
  await until("some of it", () => source.counters().command_restarts === 0);
  await source[Symbol.asyncDispose]();
  assert.equal(source.counters().lines_read, 0);
});
