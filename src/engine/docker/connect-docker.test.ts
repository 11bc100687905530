import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, test } from "vitest";
import { connectDocker } from "./connect-docker.ts";
import { anEngine } from "./testing/an-engine.ts";

const never = new AbortController().signal;
const says = (ApiVersion: unknown, MinAPIVersion = "1.24", Version: unknown = "26.1.5") => ({
  ApiVersion,
  MinAPIVersion,
  Version,
});

test("both speak the newest that both know", async () => {
  for (const [engine, spoken] of [
    ["1.40", "1.40"],
    ["1.45", "1.45"],
    ["1.48", "1.48"],
    ["1.60", "1.48"],
  ] as const) {
    const docker = await (await anEngine(() => undefined, says(engine))).connect();
    assert.deepEqual([docker.api, docker.release], [spoken, "26.1.5"]);
  }
});

test("what an engine says above each answer is enough, and its slow /version is asked only where that is not", async () => {
  const heads = (api: string, Server = "Docker/26.1.5 (linux)") => ({ "Api-Version": api, Server });
  for (const [above, says_, spoken, paths] of [
    [heads("1.45"), {}, ["1.45", "26.1.5"], ["/_ping"]],
    [heads("1.48", "Docker/28.0.4+dfsg1 (linux)"), {}, ["1.48", "28.0.4+dfsg1"], ["/_ping"]],
    // What it has given up stands in the other alone.
    [heads("1.60"), says("1.60"), ["1.48", "26.1.5"], ["/_ping", "/version"]],
    [heads("1.45", "nginx"), says("1.44"), ["1.44", "26.1.5"], ["/_ping", "/version"]],
    [{}, says("1.44"), ["1.44", "26.1.5"], ["/_ping", "/version"]],
  ] as const) {
    const engine = await anEngine(() => undefined, says_, above);
    const docker = await engine.connect();
    assert.deepEqual([[docker.api, docker.release], engine.asked], [spoken, paths]);
  }
  const old = await anEngine(() => undefined, {}, heads("1.39"));
  await assert.rejects(old.connect(), { code: "unreachable", message: /needs 1\.40/ });
  const gone = await anEngine(() => undefined, says("1.60", "1.55"), heads("1.60"));
  await assert.rejects(gone.connect(), { code: "unreachable", message: /knows 1\.48/ });
});

test("an engine too old, too new, or none at all is refused", async () => {
  const refused = { code: "unreachable" };
  const engines = [
    says("1.39"),
    says("1.9"),
    says("1.99", "1.60"),
    says("2.0"),
    says(1.45),
    says("1.45", "1.24", 26),
    [],
    "?",
  ];
  for (const one of engines) await assert.rejects((await anEngine(() => undefined, one as object)).connect(), refused);
});

test("a socket that is not there, that nobody listens at, or that does not answer is told apart", async () => {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-engine-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const to = (path: string) => connectDocker({ by: "unix", path }, { environment: {} }, never);
  await assert.rejects(to(join(directory, "none")), { message: /the socket is not there/ });
  await writeFile(join(directory, "file"), "");
  await assert.rejects(to(join(directory, "file")), { message: /not running/ });
  const silent = await anEngine(() => undefined);
  silent.server.removeAllListeners("request");
  const soon = connectDocker({ by: "unix", path: silent.path }, { environment: {}, patienceMs: 300 }, never);
  await assert.rejects(soon, { code: "unreachable", message: /no answer within/ });
  const stop = new AbortController();
  const stopped = connectDocker({ by: "unix", path: silent.path }, { environment: {} }, stop.signal);
  stop.abort(new Error("stopped"));
  await assert.rejects(stopped, /stopped/);
});

test.skipIf(process.getuid?.() === 0)("who may not use a socket is told of the group", async () => {
  const engine = await anEngine(() => undefined);
  await chmod(engine.path, 0);
  await assert.rejects(engine.connect(), { message: /may not use/, remedy: /group docker/ });
});
