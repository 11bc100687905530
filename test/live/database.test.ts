/** The same writes and the same questions to a real InfluxDB 1.6 and to ours: the same answers, to the letter. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ADatabase, aDatabase } from "../../src/service/database/testing/a-database.ts";
import { eventually, freePort } from "./a-stack.ts";

interface Peer extends AsyncDisposable {
  ask(path: string, body?: string, accept?: string): Promise<{ status: number; text: string }>;
}

let ours: ADatabase;
let theirs: Peer;

const lines = [
  ...Array.from(
    { length: 120 },
    (_, i) => `room,host=${i % 3 ? "a" : "b"},floor=${i % 2} t=${(i * 7) % 23},n=${i}i ${BigInt(i) * 1_000_000_000n}`,
  ),
  'events,host=a text="it ""happened""",ok=true 5000000000'.replaceAll('""', '\\"'),
  "events,host=b ok=false 6500000000",
].join("\n");

beforeAll(async () => {
  [ours, theirs] = await Promise.all([aDatabase(), influxd()]);
  assert.equal((await ours.ask("/write?db=db", { method: "POST", as: "walt:pw-walt", body: lines })).status, 204);
  await theirs.ask(`/query?q=${encodeURIComponent("CREATE DATABASE db")}`, "");
  assert.equal((await theirs.ask("/write?db=db", lines)).status, 204);
});
afterAll(async () => {
  await ours[Symbol.asyncDispose]();
  await theirs[Symbol.asyncDispose]();
});

const questions = [
  "SHOW MEASUREMENTS",
  "SHOW SERIES",
  "SHOW FIELD KEYS",
  "SHOW TAG KEYS FROM room",
  'SHOW TAG VALUES FROM room WITH KEY = "host"',
  "SELECT * FROM events",
  "SELECT * FROM room LIMIT 5",
  "SELECT t, n FROM room WHERE host = 'a' AND time >= 10s AND time < 20s",
  "SELECT t, host FROM room WHERE time < 4s",
  "SELECT t FROM room WHERE floor != '0' ORDER BY time DESC LIMIT 3",
  "SELECT mean(t) FROM room",
  "SELECT count(t), sum(n), min(t), max(t) FROM room WHERE time >= 0",
  "SELECT first(t) FROM room",
  "SELECT last(n) FROM room GROUP BY host",
  "SELECT mean(t) FROM room WHERE time >= 0 AND time < 120s GROUP BY time(30s)",
  "SELECT mean(t) FROM room WHERE time >= 5s AND time < 120s GROUP BY time(30s, 5s), host",
  "SELECT max(n) FROM room WHERE time >= 90s AND time < 180s GROUP BY time(20s)",
  "SELECT max(n) FROM room WHERE time >= 90s AND time < 180s GROUP BY time(20s) fill(none)",
  "SELECT count(n) FROM room WHERE time >= 90s AND time < 180s GROUP BY time(20s)",
  "SELECT mean(t) FROM room WHERE time >= 0 AND time < 60s GROUP BY time(20s) ORDER BY time DESC",
  'SELECT mean("t") AS "average" FROM "room" WHERE time < 60s GROUP BY *',
  "SELECT nothing FROM room",
  "SELECT t FROM nowhere",
  "SELECT mean(t) FROM room; SHOW MEASUREMENTS",
];

describe("answers as InfluxDB's", () => {
  test.each(questions)("%s", async (q) => {
    const path = `/query?${new URLSearchParams({ db: "db", q })}`;
    const mine = await ours.ask(path, { as: "rita:pw-rita" });
    const its = await theirs.ask(path);
    expect([mine.status, JSON.parse(mine.text)]).toEqual([its.status, JSON.parse(its.text)]);
  });

  test.each(["ns", "u", "ms", "s", "m", "h"])("with epoch=%s", async (epoch) => {
    const path = `/query?${new URLSearchParams({ db: "db", q: "SELECT t FROM room LIMIT 4", epoch })}`;
    expect(JSON.parse((await ours.ask(path, { as: "rita:pw-rita" })).text)).toEqual(
      JSON.parse((await theirs.ask(path)).text),
    );
  });

  test.each(["SELECT t, n FROM room LIMIT 4", "SELECT last(n) FROM room GROUP BY host", "SELECT * FROM events"])(
    "%s as CSV",
    async (q) => {
      const path = `/query?${new URLSearchParams({ db: "db", q })}`;
      const mine = await ours.ask(path, { as: "rita:pw-rita", headers: { accept: "application/csv" } });
      expect(mine.text).toBe((await theirs.ask(path, undefined, "application/csv")).text);
    },
  );
});

async function influxd(): Promise<Peer> {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-influxd-"));
  const [http, bind] = await Promise.all([freePort(), freePort()]);
  const at = (name: string) => join(directory, name);
  await writeFile(
    at("conf"),
    `reporting-disabled = true\nbind-address = "127.0.0.1:${bind}"\n[meta]\n dir = "${at("meta")}"\n[data]\n dir = "${at("data")}"\n wal-dir = "${at("wal")}"\n[http]\n bind-address = "127.0.0.1:${http}"\n log-enabled = false\n`,
  );
  const child = spawn("influxd", ["-config", at("conf")], { stdio: "ignore" });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const ask: Peer["ask"] = async (path, body, accept) => {
    const answer = await fetch(`http://127.0.0.1:${http}${path}`, {
      ...(body === undefined ? {} : { method: "POST", body }),
      headers: accept === undefined ? {} : { accept },
    });
    return { status: answer.status, text: await answer.text() };
  };
  await eventually("influxd", async () => (await ask("/ping").catch(() => undefined))?.status === 204);
  return {
    ask,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
