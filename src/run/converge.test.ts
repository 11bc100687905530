import assert from "node:assert/strict";
import { test } from "vitest";
import { fakeEngine } from "../engine/fake/fake-engine.ts";
import { Fault } from "../model/fault.ts";
import { serviceName } from "../model/name.ts";
import { aWanted } from "../plan/testing/wanted.ts";
import { converge } from "./converge.ts";
import { supervise } from "./supervise.ts";
import type { Event } from "./tell.ts";
import { aClock } from "./testing/clock.ts";

const stack = [
  aWanted("agent", { needs: ["broker", "ingest"] }),
  aWanted("broker"),
  aWanted("ingest", { needs: ["broker"] }),
];
const never = new AbortController().signal;

test("services start in the order of their needs, each when the one before is healthy", async () => {
  const engine = fakeEngine({ health: (_, looks) => (looks > 3 ? "healthy" : "starting") });
  await converge(stack, { engine, clock: aClock(), tell: () => {}, deadlineMs: 1000 }, never);
  assert.deepEqual(engine.performed, ["start broker", "start ingest", "start agent"]);
});

test("a stack that runs already takes no step", async () => {
  const engine = fakeEngine();
  const options = { engine, clock: aClock(), tell: () => {}, deadlineMs: 1000 };
  await converge(stack, options, never);
  await converge(stack, options, never);
  assert.equal(engine.performed.length, 3);
});

test("a service that never gets healthy is named, with what it says of itself", async () => {
  const engine = fakeEngine({ health: (service) => (service === "ingest" ? "unhealthy" : "healthy") });
  await assert.rejects(
    converge(stack, { engine, clock: aClock(), tell: () => {}, deadlineMs: 1000 }, never),
    (error) =>
      error instanceof Fault &&
      error.code === "not-ready" &&
      /ingest: fake/.test(error.message) &&
      !/broker/.test(error.message),
  );
});

test("a start that fails is told and thrown, and the next run goes on from there", async () => {
  const engine = fakeEngine({
    onStart(service, times) {
      if (service === "ingest" && times === 1) throw new Fault("port-taken", "port 1 is taken", "Stop the other one.");
    },
  });
  const events: Event[] = [];
  const options = { engine, clock: aClock(), tell: (event: Event) => events.push(event), deadlineMs: 1000 };
  await assert.rejects(converge(stack, options, never), /port 1 is taken/);
  assert.equal(events.at(-1)?.event, "failed");
  await converge(stack, options, never);
  assert.deepEqual(engine.performed, ["start broker", "start ingest", "start agent"]);
});

test("a service that crashes is said to have crashed and started again, each time after a longer wait", async () => {
  const engine = fakeEngine();
  const clock = aClock();
  const abort = new AbortController();
  const waits: number[] = [];
  const broker = serviceName("broker");
  const tell = (event: Event) => {
    if (event.event === "crashed") waits.push(event.againInMs);
    if (event.event === "done") engine.kill(broker);
    if (waits.length === 9) abort.abort();
  };
  await engine.perform({ step: "start", wanted: aWanted("broker") }, never);
  engine.kill(broker);
  await supervise(async () => [aWanted("broker")], { engine, clock, tell }, abort.signal);
  assert.deepEqual(waits, [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

test("a service that served for a minute has its crash forgiven", async () => {
  const engine = fakeEngine();
  const clock = aClock();
  const abort = new AbortController();
  const times: number[] = [];
  const tell = (event: Event) => {
    if (event.event === "crashed") times.push(event.times);
    if (times.length === 2) abort.abort();
    if (event.event === "done") void clock.sleep(61_000, never).then(() => engine.kill(serviceName("broker")));
  };
  await supervise(async () => [aWanted("broker")], { engine, clock, tell }, abort.signal);
  assert.deepEqual(times, [1, 1]);
});
