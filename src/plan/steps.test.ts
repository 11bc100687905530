import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { type ServiceName, serviceName } from "../model/name.ts";
import type { Observed, ServiceSeen, Step, Wanted } from "../model/plan.ts";
import { stepsTo, unready } from "./steps.ts";
import { aWanted } from "./testing/wanted.ts";

const seen = (name: string, health: ServiceSeen["health"] = "healthy", hash = "1"): ServiceSeen => ({
  service: serviceName(name),
  hash,
  pid: 1,
  process: name,
  health,
  detail: "",
  listens: [],
  counters: {},
  sinceMs: 0,
});
const words = (steps: readonly Step[]) =>
  steps.map((step) => (step.step === "stop" ? `stop ${step.service}` : `${step.step} ${step.wanted.launch.service}`));

test("a service starts only when all that it needs is healthy", () => {
  const wanted = [aWanted("broker"), aWanted("agent", { needs: ["broker"] })];
  assert.deepEqual(words(stepsTo(wanted, { services: [] })), ["start broker"]);
  assert.deepEqual(words(stepsTo(wanted, { services: [seen("broker", "starting")] })), []);
  assert.deepEqual(words(stepsTo(wanted, { services: [seen("broker")] })), ["start agent"]);
});

test("a changed service is stopped, and what needs it is not started before it is back", () => {
  const wanted = [aWanted("broker", { hash: "2" }), aWanted("agent", { needs: ["broker"] })];
  assert.deepEqual(words(stepsTo(wanted, { services: [seen("broker")] })), ["stop broker"]);
});

test("what is not wanted any more is stopped", () => {
  assert.deepEqual(words(stepsTo([], { services: [seen("old")] })), ["stop old"]);
});

test("what is unhealthy counts as not ready, and is not started twice", () => {
  const observed = { services: [seen("broker", "unhealthy")] };
  assert.deepEqual(
    [words(stepsTo([aWanted("broker")], observed)), unready([aWanted("broker").launch], observed)],
    [[], ["broker"]],
  );
});

test("from any starting point, performing the steps ends with exactly what is wanted, in as many rounds as there are services", () => {
  const names = ["a", "b", "c", "d", "e"];
  const state = fc.array(fc.record({ name: fc.constantFrom(...names, "old"), hash: fc.constantFrom("1", "0") }), {
    maxLength: 6,
  });
  const subset = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 });
  fc.assert(
    fc.property(state, subset, (start, chosen) => {
      // Each needs those before it: an order without cycles.
      const wanted = chosen.map((name, i) => aWanted(name, { needs: chosen.slice(0, i) }));
      const running = new Map<ServiceName, ServiceSeen>(
        start.map(({ name, hash }) => [serviceName(name), seen(name, "healthy", hash)]),
      );
      for (let round = 0; round <= names.length + 1; round++) {
        const steps = stepsTo(wanted, observedOf(running));
        for (const step of steps) perform(step, running, wanted);
      }
      assert.deepEqual([...running.keys()].toSorted(), chosen.toSorted());
      assert.deepEqual(stepsTo(wanted, observedOf(running)), []);
    }),
  );
});

const observedOf = (running: ReadonlyMap<ServiceName, ServiceSeen>): Observed => ({ services: [...running.values()] });

function perform(step: Step, running: Map<ServiceName, ServiceSeen>, wanted: readonly Wanted[]): void {
  if (step.step === "stop") {
    running.delete(step.service);
    return;
  }
  const { launch, hash } = step.wanted;
  assert.ok(wanted.includes(step.wanted) && launch.needs.every((need) => running.has(need)));
  running.set(launch.service, seen(launch.service, "healthy", hash));
}

test("a service with other secrets reads them again, servers first, and is not started anew; with another definition too, it is stopped", () => {
  const client = { ...aWanted("a"), secrets: "2" };
  const { service, needs, process, opens } = aWanted("b").launch;
  const tls = { certificate: "", key: "" };
  const server: Wanted = {
    ...aWanted("b"),
    secrets: "2",
    launch: { role: "database", service, needs, process, opens, listeners: [], tls, userFile: "", dataDir: "" },
  };
  const observed = { services: [seen("a"), seen("b")].map((one) => ({ ...one, secrets: "1" })) };
  assert.deepEqual(words(stepsTo([client, server], observed)), ["reload b", "reload a"]);
  assert.deepEqual(words(stepsTo([{ ...client, hash: "2" }, server], observed)), ["stop a", "reload b"]);
  const now = { services: observed.services.map((one) => ({ ...one, secrets: "2" })) };
  assert.deepEqual(words(stepsTo([client, server], now)), []);
});
