/** What every engine promises, whatever stands behind it. */
import assert from "node:assert/strict";
import { test } from "vitest";
import type { Engine, ProcessEngine } from "../../src/engine/engine.ts";
import { Fault } from "../../src/model/fault.ts";
import { serviceName } from "../../src/model/name.ts";
import type { ServiceSeen, Wanted } from "../../src/model/plan.ts";

export interface EngineUnderTest extends AsyncDisposable {
  readonly engine: Engine & Partial<ProcessEngine>;
  /** A service that this engine can run, listening on a port. */
  readonly wanted: Wanted;
  /** A second engine over the same stack: whoever comes after a crash. */
  again(): Engine;
}

const signal = AbortSignal.timeout(120_000);

export function holdsEngineContract(name: string, open: () => Promise<EngineUnderTest>): void {
  const only = async (engine: Engine): Promise<ServiceSeen> => {
    const { services } = await engine.observe(signal);
    assert.equal(services.length, 1);
    const [seen] = services;
    assert.ok(seen);
    return seen;
  };

  test(`${name}: where nothing was started, nothing is seen`, async () => {
    await using given = await open();
    assert.deepEqual(await given.engine.observe(signal), { services: [] });
  });

  test(`${name}: what was started is seen with its hash, healthy, and where it says it listens`, async () => {
    await using given = await open();
    await given.engine.perform({ step: "start", wanted: given.wanted }, signal);
    const seen = await only(given.engine);
    assert.deepEqual(
      [seen.service, seen.hash, seen.health],
      [given.wanted.launch.service, given.wanted.hash, "healthy"],
    );
    assert.deepEqual(await given.engine.reach(seen.service, 0, signal), seen.listens[0]);
  });

  test(`${name}: starting what runs changes nothing; with another hash it is started anew`, async () => {
    await using given = await open();
    const start = (wanted: Wanted) => given.engine.perform({ step: "start", wanted }, signal);
    await start(given.wanted);
    const before = await only(given.engine);
    await start(given.wanted);
    const after = await only(given.engine);
    assert.deepEqual([after.pid, after.sinceMs], [before.pid, before.sinceMs]);
    await start({ ...given.wanted, hash: "another" });
    assert.equal((await only(given.engine)).hash, "another");
  });

  test(`${name}: what was stopped is gone, and stopping it again does no harm`, async () => {
    await using given = await open();
    const stop = { step: "stop" as const, service: given.wanted.launch.service, why: "the test" };
    await given.engine.perform({ step: "start", wanted: given.wanted }, signal);
    await given.engine.perform(stop, signal);
    await given.engine.perform(stop, signal);
    assert.deepEqual(await given.engine.observe(signal), { services: [] });
    await assert.rejects(
      given.engine.reach(given.wanted.launch.service, 0, signal),
      (error) => error instanceof Fault && error.code === "not-running" && error.remedy !== "",
    );
  });

  test(`${name}: whoever comes later sees what an engine before started, and can end it`, async () => {
    await using given = await open();
    await given.engine.perform({ step: "start", wanted: given.wanted }, signal);
    await given.engine[Symbol.asyncDispose]();
    const later = given.again();
    assert.equal((await only(later)).hash, given.wanted.hash);
    await later.perform({ step: "stop", service: serviceName("nobody"), why: "the test" }, signal);
    assert.equal((await only(later)).hash, given.wanted.hash);
    await later.clear({ data: true }, signal);
    assert.deepEqual(await later.observe(signal), { services: [] });
    await later.clear({ data: true }, signal);
  });
}
