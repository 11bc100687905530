/** Installed programs under the local engine: the contract of all engines, and what can go wrong with a program of others. */
import assert from "node:assert/strict";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { describe, test } from "vitest";
import { identify, isAlive } from "../../src/engine/local/processes.ts";
import { Fault } from "../../src/model/fault.ts";
import { type ProgramLaunch, runsProgram } from "../../src/model/launch.ts";
import { generatedFile, logFile, stateFile } from "../../src/model/layout.ts";
import type { Wanted } from "../../src/model/plan.ts";
import { type EngineUnderTest, holdsEngineContract } from "../contract/engine-contract.ts";
import { eventually } from "./a-stack.ts";
import { aProviderSite, type ProviderSite } from "./provider-site.ts";

const signal = AbortSignal.timeout(600_000);

interface UnderTest extends EngineUnderTest {
  readonly site: ProviderSite;
  readonly launch: ProgramLaunch;
}

async function underTest(service: string): Promise<UnderTest> {
  const site = await aProviderSite({ broker: "system", database: "system" });
  try {
    const [wanted, second] = await Promise.all([site.wanted(service), site.again()]);
    assert.ok(runsProgram(wanted.launch));
    return {
      site,
      wanted,
      launch: wanted.launch,
      engine: site.stack.site.engine,
      again: () => second.site.engine,
      [Symbol.asyncDispose]: () => site[Symbol.asyncDispose](),
    };
  } catch (error) {
    await site[Symbol.asyncDispose]();
    throw error;
  }
}

describe.each(["mosquitto", "influxdb"])("%s", (service) => {
  holdsEngineContract(`an installed program for ${service}`, () => underTest(service));

  const start = (given: UnderTest, wanted: Wanted = given.wanted) =>
    given.engine.perform({ step: "start", wanted }, signal);
  /** The program's own process, and not its gate's. */
  const pidOf = async (given: UnderTest): Promise<number> => {
    const seen = await given.site.seen(service);
    const pid = seen?.program?.pid ?? seen?.pid;
    assert.ok(pid, "it runs");
    return pid;
  };

  test("what was killed is not seen, and the next start brings it back", async () => {
    await using given = await underTest(service);
    await start(given);
    const pid = await pidOf(given);
    process.kill(pid, "SIGKILL");
    await eventually("it to be gone", async () => (await given.site.seen(service)) === undefined);
    await start(given);
    assert.equal((await given.site.seen(service))?.health, "healthy");
    assert.notEqual(await pidOf(given), pid);
  });

  test("what a crash kept out of the state is ended before it is started again, and when all is cleared", async () => {
    await using given = await underTest(service);
    await start(given);
    const forgotten = await identify(await pidOf(given));
    assert.ok(forgotten);
    const path = stateFile(given.site.stack.site.layout);
    await writeFile(path, JSON.stringify({ version: 1, processes: {} }));
    const later = given.again();
    await later.perform({ step: "start", wanted: given.wanted }, signal);
    assert.equal(await isAlive(forgotten), false);
    const second = await identify(await pidOf(given));
    assert.ok(second);
    await writeFile(path, JSON.stringify({ version: 1, processes: {} }));
    await later.clear({ data: true }, signal);
    assert.equal(await isAlive(second), false);
  });

  test("one that hangs is not seen, and is replaced by the next start", async () => {
    await using given = await underTest(service);
    await start(given);
    const pid = await pidOf(given);
    process.kill(pid, "SIGSTOP");
    const later = given.again();
    assert.deepEqual(await later.observe(signal), { services: [] });
    await later.perform({ step: "start", wanted: given.wanted }, signal);
    assert.notEqual(await pidOf(given), pid);
  });

  test("it has a clean environment, a session of its own, and no secret on its command line", async () => {
    await using given = await underTest(service);
    process.env.CALLERS_SECRET = "not-for-services";
    await start(given);
    const pid = await pidOf(given);
    const environment = await readFile(`/proc/${pid}/environ`, "latin1");
    assert.ok(environment.includes("EDGEWARD_HOST=") && !environment.includes("not-for-services"));
    const fields = (await readFile(`/proc/${pid}/stat`, "latin1")).split(") ")[1]?.split(" ");
    assert.equal(fields?.[3], `${pid}`, "session");
    const command = await readFile(`/proc/${pid}/cmdline`);
    assert.deepEqual(await given.site.stack.site.keys.foundIn(command), []);
  });

  test("all that it writes is for its user alone", async () => {
    await using given = await underTest(service);
    await start(given);
    await given.engine.perform({ step: "stop", service: given.launch.service, why: "the test" }, signal);
    const { layout } = given.site.stack.site;
    const data = given.launch.dataDir ?? "";
    const log = logFile(layout, given.launch.program.process);
    const written = (await readdir(data, { recursive: true })).map((name) => join(data, name));
    assert.ok(written.length > 0);
    for (const path of [data, ...written, log, dirname(log)]) assert.equal((await stat(path)).mode & 0o077, 0, path);
  });

  test("it can open its own files, and no others of the stack", async () => {
    await using given = await underTest(service);
    await start(given);
    const { layout } = given.site.stack.site;
    const paths = [
      generatedFile(layout, service, "private_key"),
      generatedFile(layout, "telegraf", "mqtt_password"),
      join(layout.root, "keys/ring.json"),
      `/proc/self/root${join(layout.root, "keys/ring.json")}`,
      stateFile(layout),
    ];
    const tried = await given.engine.tryOpen?.(given.launch.program.process, paths, signal);
    assert.deepEqual(tried, [true, false, false, false, false]);
  });

  test("with its port taken it says so in its own last words, and nothing is left", async () => {
    await using given = await underTest(service);
    const [listen] = given.launch.listeners;
    const taken = createServer((socket) => socket.destroy()).listen(listen?.port, listen?.host);
    await new Promise((resolve) => taken.once("listening", resolve));
    await assert.rejects(
      start(given),
      (error) => error instanceof Fault && /in use|EADDRINUSE/i.test(error.message) && error.remedy !== "",
    );
    await given.engine.perform({ step: "stop", service: given.launch.service, why: "the test" }, signal);
    assert.deepEqual(await given.engine.observe(signal), { services: [] });
    await new Promise((resolve) => taken.close(resolve));
  });
});

test("an influxd has the users that the stack names, and after a change no others", async () => {
  await using given = await underTest("influxdb");
  const { launch } = given;
  await given.engine.perform({ step: "start", wanted: given.wanted }, signal);
  const done = launch.program.firstUsers?.doneFile ?? "";
  const before = await readFile(done, "utf8");
  const statements = launch.program.firstUsers?.statementsFile ?? "";
  const own = await readFile(statements, "utf8");
  const fewer = own.split("\n").filter((line) => !line.includes('telegraf" WITH') && !line.includes('TO "telegraf"'));
  await writeFile(statements, fewer.join("\n"));
  await given.engine.perform({ step: "start", wanted: { ...given.wanted, hash: "fewer" } }, signal);
  assert.notEqual(await readFile(done, "utf8"), before);
  const { askDatabase, queryPath } = await import("../contract/database-contract.ts");
  const { http: endpoint, ca } = given.site;
  const ask = async (user: string) =>
    (
      await askDatabase({ endpoint, ca }, queryPath("SHOW DATABASES"), {
        login: await given.site.login(user, "influxdb"),
      })
    ).status;
  assert.deepEqual([await ask("grafana"), await ask("telegraf")], [200, 401]);
});
