import assert from "node:assert/strict";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, test } from "vitest";
import { ownSecretsOnly } from "./own-secrets-only.ts";
import type { ProcessScene } from "./probe.ts";
import { aDeadPid, aDirectory } from "./testing/processes.ts";
import { aScene, brokerService } from "./testing/scene.ts";

const quiet = new AbortController().signal;
let own: string;
let others: string;

beforeEach(async () => {
  const directory = await aDirectory();
  own = join(directory.path, "own");
  others = join(directory.path, "others");
  for (const path of [own, others]) await writeFile(path, "secret", { mode: 0o600 });
  return () => directory[Symbol.asyncDispose]();
});

/** A process that opens what the test says. */
async function look(opens: (path: string) => boolean, parts: Partial<ProcessScene> = {}) {
  const one: ProcessScene = {
    pid: process.pid,
    name: "broker",
    services: [brokerService],
    ownFiles: [own],
    othersFiles: [others],
    tryOpen: async (paths) => paths.map(opens),
    ...parts,
  };
  const [seen] = await ownSecretsOnly.look(aScene({ processes: [one] }), quiet);
  return seen ?? assert.fail("no observation");
}

test("a process that opens its own and nothing else passes", async () => {
  assert.deepEqual(await look((path) => path === own), {
    service: brokerService,
    verdict: "pass",
    evidence: "broker can open none of 1 file of others; control: it opens 1 file of its own",
  });
});

test("a process that can open another's secret fails", async () => {
  const seen = await look(() => true);
  assert.deepEqual([seen.verdict, seen.evidence], ["fail", `broker can open ${others}`]);
});

test("a process that holds another's secret open fails, whatever it says it can open", async () => {
  await using handle = await open(others);
  assert.ok(handle.fd > 0);
  const seen = await look((path) => path === own);
  assert.deepEqual([seen.verdict, seen.evidence], ["fail", `broker holds open ${others}`]);
});

test("a process that cannot open even its own proves nothing", async () => {
  assert.equal((await look(() => false)).verdict, "unknown");
  assert.equal((await look(() => false, { ownFiles: [] })).verdict, "unknown");
});

test("a secret that is not there cannot be opened by anybody, which proves nothing", async () => {
  const seen = await look((path) => path === own, { othersFiles: [`${others}-gone`] });
  assert.deepEqual([seen.verdict, /control/.test(seen.evidence)], ["unknown", true]);
});

test("a process that cannot be asked, answers too little, or is gone is unknown", async () => {
  const { pid, name, services } = { pid: process.pid, name: "broker", services: [brokerService] };
  const mute: ProcessScene = { pid, name, services, ownFiles: [own], othersFiles: [others] };
  const [seen] = await ownSecretsOnly.look(aScene({ processes: [mute] }), quiet);
  assert.equal(seen?.verdict, "unknown");
  assert.equal((await look(() => true, { tryOpen: async () => [] })).verdict, "unknown");
  assert.equal(
    (await look(() => true, { tryOpen: () => Promise.reject(new Error("socket gone")) })).verdict,
    "unknown",
  );
  assert.equal((await look(() => true, { pid: await aDeadPid() })).verdict, "unknown");
});

test("a process without secrets in question is not looked at, and neither is a stack without processes", async () => {
  const supervisor: ProcessScene = {
    pid: process.pid,
    name: "supervisor",
    services: [],
    ownFiles: [],
    othersFiles: [],
  };
  assert.deepEqual(await ownSecretsOnly.look(aScene({ processes: [supervisor] }), quiet), []);
  assert.deepEqual(await ownSecretsOnly.look(aScene(), quiet), []);
});
