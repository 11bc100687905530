import assert from "node:assert/strict";
import { createServer } from "node:net";
import { pino } from "pino";
import { test } from "vitest";
import { Fault } from "../../../model/fault.ts";
import { startBroker } from "../start-broker.ts";
import { aBroker } from "../testing/a-broker.ts";
import { friend, stillServes } from "../testing/friend.ts";
import { loggedIn, rawClient } from "../testing/raw-client.ts";

const none = () => undefined;
const around = (signal = new AbortController().signal) => ({ log: pino({ level: "silent" }), now: Date.now, signal });

test("it is healthy while it listens, counts its clients, and no longer once it has stopped", async () => {
  const broker = await aBroker();
  await using client = await loggedIn(broker, "c");
  assert.deepEqual(broker.service.health(), { health: "healthy", detail: "1 clients" });
  await broker[Symbol.asyncDispose]();
  assert.equal(broker.service.health().health, "unhealthy");
  await client.untilClosed();
  await using nobody = await rawClient(broker);
  assert.equal(nobody.closed(), true);
  await broker.service[Symbol.asyncDispose]();
});

test("it listens on several addresses at once", async () => {
  await using broker = await aBroker();
  const listeners = [
    { host: "127.0.0.1", port: 0 },
    { host: "127.0.0.2", port: 0 },
  ];
  await using both = await startBroker({ ...broker.launch, listeners }, around(), none);
  const [one, two] = both.listens();
  assert.deepEqual([one?.host, two?.host], ["127.0.0.1", "127.0.0.2"]);
  await stillServes({ port: one?.port ?? 0, ca: broker.ca });
  await using client = await rawClient({ port: two?.port ?? 0, ca: broker.ca }, { host: "127.0.0.2" });
  assert.equal(client.closed(), false);
});

test("a port that is taken stops the start, gives back what was opened, and says what to do", async () => {
  await using broker = await aBroker();
  const free = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => free.once("listening", done));
  const { port } = free.address() as { port: number };
  await new Promise((done) => free.close(done));
  const listeners = [
    { host: "127.0.0.1", port },
    { host: "127.0.0.1", port: broker.port },
  ];
  const launch = { ...broker.launch, listeners };
  await assert.rejects(
    startBroker(launch, around(), none),
    (error) => error instanceof Fault && error.code === "port-taken",
  );
  await using again = await startBroker({ ...launch, listeners: listeners.slice(0, 1) }, around(), none);
  assert.equal(again.listens()[0]?.port, port);
});

test.each(["passwordFile", "aclFile"] as const)("without its %s it does not start", async (name) => {
  await using broker = await aBroker();
  const launch = { ...broker.launch, [name]: "/nowhere" };
  await assert.rejects(
    startBroker(launch, around(), none),
    (error) => error instanceof Fault && error.code === "unreadable-file",
  );
});

test("when its signal fires it lets nobody new in, publishes the wills, and disposing of it waits for the end", async () => {
  await using broker = await aBroker({ keep: true });
  const abort = new AbortController();
  const dataDir = `${broker.dir}/second`;
  const service = await startBroker({ ...broker.launch, dataDir }, around(abort.signal), none);
  const address = { port: service.listens()[0]?.port ?? 0, ca: broker.ca };
  const will = { topic: "gone", payload: Buffer.from("stopped"), qos: 1 as const, retain: true };
  await using mortal = await loggedIn(address, "mortal", { will });
  abort.abort();
  await service[Symbol.asyncDispose]();
  await mortal.untilClosed();
  await using next = await startBroker({ ...broker.launch, dataDir }, around(), none);
  await using reader = await friend({ port: next.listens()[0]?.port ?? 0, ca: broker.ca });
  await reader.client.subscribeAsync("gone");
  await reader.receives(1);
  assert.deepEqual(reader.texts(), ["stopped"]);
});
