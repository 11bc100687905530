/** What the console asks, asked of Edgeward's own database: it answers as InfluxDB 1.x does. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, test } from "vitest";
import { type ADatabase, aDatabase } from "../../service/database/testing/a-database.ts";
import type { History, Latest } from "../answers.ts";
import { windowNamed } from "../windows.ts";
import { askInflux } from "./influx/ask-influx.ts";
import { Library } from "./library.ts";
import { type Question, questionIn } from "./question.ts";

const now = 1_763_800_000_000;
let database: ADatabase;
const stop = new AbortController();
beforeAll(async () => {
  database = await aDatabase(() => now);
  const points = Array.from({ length: 60 }, (_, i) => {
    const at = `${now - i * 1000}000000`;
    return `host,host=a cpu=${100 + i},firmware="2.4" ${at}\nhost,host=b cpu=${i} ${now - 120_000 - i * 1000}000000`;
  });
  const body = `${points.join("\n")}\nother up=true ${now}000000`;
  const { status } = await database.ask("/write?db=db", { method: "POST", as: "walt:pw-walt", body });
  assert.equal(status, 204);
});
afterAll(async () => {
  stop.abort();
  await database[Symbol.asyncDispose]();
});

async function aLibrary(password = "pw-rita"): Promise<Library> {
  const { tls, dataDir } = database.launch;
  const passwordFile = join(dataDir, "..", password);
  await writeFile(passwordFile, `${password}\n`);
  const server = { host: "127.0.0.1", port: database.port, serverName: "localhost", caFile: tls.certificate };
  const ask = askInflux({ ...server, user: "rita", passwordFile, name: "db" }, stop.signal);
  const log = pino({ enabled: false });
  return new Library(ask, { database: "db", now: () => now, elapsed: () => 0, log, signal: stop.signal });
}

async function asked(library: Library, query: string): Promise<Question> {
  const question = questionIn(new URLSearchParams(query), await library.catalogue());
  assert.ok(question);
  return question;
}

test("the catalogue, the newest values and a window", async () => {
  const library = await aLibrary();
  const { measurements, cut } = await library.catalogue();
  assert.deepEqual([measurements.map(({ name }) => name), cut], [["host", "other"], []]);
  assert.deepEqual(measurements[0]?.tags, { host: ["a", "b"] });
  const { series } = JSON.parse(await library.latest(await asked(library, "measurement=host"))) as Latest;
  assert.deepEqual(
    series.map(({ tags, ageMs, usualMs, silent, values }) => [tags.host, ageMs, usualMs, silent, values]),
    [
      ["a", 0, 1_000, false, { cpu: 100, firmware: "2.4" }],
      ["b", 120_000, 1_000, true, { cpu: 0 }],
    ],
  );
  const window = windowNamed("15m");
  assert.ok(window);
  const one = await asked(library, "measurement=host&tag.host=a");
  const { fields } = JSON.parse(await library.history(one, window)) as History;
  const [line, ...others] = fields[0]?.lines ?? [];
  assert.deepEqual([fields.length, line?.tags, others], [1, { host: "a" }, []]);
  assert.deepEqual([line?.min.at(-1), line?.max.at(0), line?.steps.length], [100, 159, 12 + 1]);
  const { series: texts } = JSON.parse(await library.latest(await asked(library, "measurement=other"))) as Latest;
  assert.deepEqual(texts[0]?.values, { up: true });
  assert.deepEqual(library.state, {});
});

test("a login that is refused is said in words, without the password", async () => {
  const library = await aLibrary("not-hers");
  await assert.rejects(library.catalogue(), /does not accept the password of its user rita/);
  assert.ok(!JSON.stringify(library.state).includes("not-hers"));
});
