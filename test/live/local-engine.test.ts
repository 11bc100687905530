/** The local engine with real host processes: the contract of all engines, and what is its own. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "vitest";
import { localEngine } from "../../src/engine/local/local-engine.ts";
import { fileKeys } from "../../src/keys/file-keys.ts";
import { Fault } from "../../src/model/fault.ts";
import type { DatabaseLaunch } from "../../src/model/launch.ts";
import { controlSocket, dataDir, generatedDir, generatedFile, type Layout } from "../../src/model/layout.ts";
import { serviceName } from "../../src/model/name.ts";
import type { Wanted } from "../../src/model/plan.ts";
import { secretRef } from "../../src/model/secret.ts";
import { wantedOf } from "../../src/plan/wanted.ts";
import { type EngineUnderTest, holdsEngineContract } from "../contract/engine-contract.ts";
import { eventually, freePort, main } from "./a-stack.ts";

const signal = AbortSignal.timeout(300_000);

interface LocalUnderTest extends EngineUnderTest {
  readonly layout: Layout;
}

/** A database of the stack's own, with keys of its own. */
async function aLocalEngine(): Promise<LocalUnderTest> {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-engine-"));
  const layout: Layout = { root: join(directory, ".edgeward"), run: join(directory, ".edgeward/run") };
  const keys = fileKeys({ layout, stackName: "engine", now: Date.now });
  const [password, server] = [secretRef("reader"), secretRef("influxdb")];
  await keys.ensure([
    { kind: "password", ref: password },
    { kind: "server-certificate", ref: server, dnsNames: ["localhost"], ipAddresses: ["127.0.0.1"] },
  ]);
  const own = { service: "influxdb" };
  const generated = [
    { ...own, name: "users", parts: ["reader:", { hole: "mosquitto-hash" as const, ref: password }, ":read:db\n"] },
    { ...own, name: "certificate", parts: [{ hole: "certificate" as const, ref: server }] },
    { ...own, name: "private_key", parts: [{ hole: "private-key" as const, ref: server }] },
    { service: "agent", name: "mqtt_password", parts: [{ hole: "password" as const, ref: password }] },
  ];
  await keys.fill(generated, "owner");
  const at = (name: string) => generatedFile(layout, "influxdb", name);
  const launch: DatabaseLaunch = {
    role: "database",
    service: serviceName("influxdb"),
    needs: [],
    process: "core",
    opens: { read: [generatedDir(layout, "influxdb")], write: [dataDir(layout, "db")] },
    listeners: [{ host: "127.0.0.1", port: await freePort() }],
    tls: { certificate: at("certificate"), key: at("private_key") },
    userFile: at("users"),
    dataDir: dataDir(layout, "db"),
  };
  const [wanted] = wantedOf([launch], generated, () => "one");
  assert.ok(wanted);
  const dist = fileURLToPath(new URL(".", `file://${main}`));
  const program = { path: join(dist, "host.mjs"), code: [dist.replace(/\/$/, ""), join(dist, "../node_modules")] };
  const open = () => localEngine({ layout, program, environment: process.env });
  const engine = open();
  return {
    engine,
    wanted,
    layout,
    again: open,
    async [Symbol.asyncDispose]() {
      await open().clear({ data: true }, signal);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

holdsEngineContract("local engine", aLocalEngine);

test("a host process can open its own service's files and no others, not even a neighbour's or the keys", async () => {
  await using given = await aLocalEngine();
  await given.engine.perform({ step: "start", wanted: given.wanted }, signal);
  const { layout } = given;
  const paths = [
    generatedFile(layout, "influxdb", "private_key"),
    generatedFile(layout, "agent", "mqtt_password"),
    join(layout.root, "keys/ring.json"),
    "/etc/passwd",
  ];
  assert.deepEqual(await given.engine.tryOpen?.("core", paths, signal), [true, false, false, false]);
});

test("its environment holds nothing of the caller's, and its command line no secret", async () => {
  await using given = await aLocalEngine();
  process.env.CALLERS_SECRET = "not-for-services";
  await given.engine.perform({ step: "start", wanted: given.wanted }, signal);
  const pid = (await given.engine.observe(signal)).services[0]?.pid;
  const environment = await readFile(`/proc/${pid}/environ`, "latin1");
  assert.ok(environment.includes("PATH=") && !environment.includes("not-for-services"));
});

test("its control socket is its user's alone", async () => {
  await using given = await aLocalEngine();
  await given.engine.perform({ step: "start", wanted: given.wanted }, signal);
  const socket = controlSocket(given.layout, "core");
  assert.deepEqual([(await stat(socket)).mode & 0o777, (await stat(join(socket, ".."))).mode & 0o777], [0o600, 0o700]);
});

test("a process that hangs is not seen, and is replaced by the next start", async () => {
  await using given = await aLocalEngine();
  await given.engine.perform({ step: "start", wanted: given.wanted }, signal);
  const pid = (await given.engine.observe(signal)).services[0]?.pid ?? 0;
  process.kill(pid, "SIGSTOP");
  assert.deepEqual(await given.engine.observe(signal), { services: [] });
  await given.engine.perform({ step: "start", wanted: given.wanted }, signal);
  const now = (await given.engine.observe(signal)).services[0];
  assert.ok(now && now.pid !== pid && now.health === "healthy");
});

test("a process with the number of one of ours, but not ours, is left alone", async () => {
  await using given = await aLocalEngine();
  await given.engine.perform({ step: "start", wanted: given.wanted }, signal);
  const path = join(given.layout.root, "state.json");
  const state = JSON.parse(await readFile(path, "utf8"));
  const real = state.processes.core;
  // As after a reboot: the number is this test's own process by now.
  await writeFile(path, JSON.stringify({ ...state, processes: { core: { ...real, pid: process.pid } } }));
  assert.deepEqual(await given.engine.observe(signal), { services: [] });
  await writeFile(path, JSON.stringify({ ...state, processes: { core: real } }));
});

test("a launch that cannot start says why, in words and with a remedy", async () => {
  await using given = await aLocalEngine();
  const { launch } = given.wanted;
  assert.ok(launch.role === "database");
  const broken: Wanted = {
    ...given.wanted,
    launch: { ...launch, userFile: generatedFile(given.layout, "agent", "mqtt_password") },
  };
  await assert.rejects(
    given.engine.perform({ step: "start", wanted: broken }, signal),
    (error) => error instanceof Fault && /cannot be read/.test(error.message) && error.remedy !== "",
  );
});

test("a host that nobody told what to host ends by itself when its engine is gone for good", async () => {
  await using given = await aLocalEngine();
  await given.engine.perform({ step: "start", wanted: given.wanted }, signal);
  await given.engine.perform({ step: "stop", service: given.wanted.launch.service, why: "the test" }, signal);
  await eventually(
    "no process",
    async () =>
      Object.keys(JSON.parse(await readFile(join(given.layout.root, "state.json"), "utf8")).processes).length === 0,
  );
});
