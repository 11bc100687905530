import assert from "node:assert/strict";
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { Fault } from "../../../model/fault.ts";
import { type ABrokerOptions, aBroker } from "../testing/a-broker.ts";
import { friend, stillServes } from "../testing/friend.ts";
import { loggedIn } from "../testing/raw-client.ts";

async function aDirectory() {
  const dir = await mkdtemp(join(tmpdir(), "edgeward-restart-"));
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true }) };
}

/** What a crash at this moment would leave behind. */
async function crashed(dir: string) {
  const copy = await aDirectory();
  await cp(dir, copy.dir, { recursive: true });
  return copy;
}

const kept = (dir: string): ABrokerOptions => ({ dir, keep: true });
const away = { clientId: "reader", clean: false } as const;

test("sessions, what they are owed, and retained messages survive a crash right after they were acknowledged", async () => {
  await using home = await aDirectory();
  await using broker = await aBroker(kept(home.dir));
  await using writer = await friend(broker);
  {
    await using reader = await friend(broker, away);
    await reader.client.subscribeAsync("t/#", { qos: 2 });
  }
  await writer.client.publishAsync("t/1", "one", { qos: 1 });
  await writer.client.publishAsync("t/2", "two", { qos: 2, retain: true });
  await writer.client.publishAsync("gone", "x", { qos: 1, retain: true });
  await writer.client.publishAsync("gone", "", { qos: 1, retain: true });
  await using left = await crashed(home.dir);
  await using next = await aBroker(kept(left.dir));
  {
    await using reader = await loggedIn(next, "reader", { clean: false });
    assert.equal(reader.present, true);
    const [one, two] = [await reader.hear("publish"), await reader.hear("publish")];
    assert.deepEqual([`${one.payload}`, one.qos, `${two.payload}`, two.qos], ["one", 1, "two", 2]);
  }
  await using late = await friend(next);
  await late.client.subscribeAsync("#");
  await late.receives(1);
  assert.deepEqual(late.texts(), ["two"]);
});

test("a QoS 2 message from a client is taken once, also when the broker crashes between PUBREC and PUBREL", async () => {
  await using home = await aDirectory();
  await using broker = await aBroker(kept(home.dir));
  {
    await using reader = await friend(broker, away);
    await reader.client.subscribeAsync("t", { qos: 2 });
  }
  const publish = {
    cmd: "publish" as const,
    topic: "t",
    payload: "once",
    qos: 2 as const,
    retain: false,
    messageId: 9,
  };
  await using writer = await loggedIn(broker, "writer", { clean: false });
  writer.say({ ...publish, dup: false });
  await writer.hear("pubrec");
  await using left = await crashed(home.dir);
  await using next = await aBroker(kept(left.dir));
  await using again = await loggedIn(next, "writer", { clean: false });
  assert.equal(again.present, true);
  again.say({ ...publish, dup: true });
  await again.hear("pubrec");
  again.say({ cmd: "pubrel", messageId: 9 });
  await again.hear("pubcomp");
  again.say({ ...publish, dup: false, payload: "another" });
  await again.hear("pubrec");
  await using reader = await friend(next, away);
  await reader.receives(2);
  assert.deepEqual(reader.texts(), ["once", "another"]);
});

test("an identifier that a client released stands for its next message, also after a crash", async () => {
  await using home = await aDirectory();
  await using broker = await aBroker(kept(home.dir));
  const publish = { cmd: "publish" as const, topic: "t", qos: 2 as const, dup: false, retain: true, messageId: 9 };
  await using writer = await loggedIn(broker, "writer", { clean: false });
  writer.say({ ...publish, payload: "one" });
  await writer.hear("pubrec");
  writer.say({ cmd: "pubrel", messageId: 9 });
  await writer.hear("pubcomp");
  await using left = await crashed(home.dir);
  await using next = await aBroker(kept(left.dir));
  await using again = await loggedIn(next, "writer", { clean: false });
  again.say({ ...publish, payload: "two" });
  await again.hear("pubrec");
  await using reader = await friend(next);
  await reader.client.subscribeAsync("t");
  await reader.receives(1);
  assert.deepEqual(reader.texts(), ["two"]);
});

test("a QoS 2 message to a client has its identifier after a crash, and is not sent again after its PUBREC", async () => {
  await using home = await aDirectory();
  await using broker = await aBroker(kept(home.dir));
  await using writer = await friend(broker);
  await using reader = await loggedIn(broker, "reader", { clean: false });
  reader.say({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "t", qos: 2 }] });
  await reader.hear("suback");
  await writer.client.publishAsync("t", "first", { qos: 2 });
  await writer.client.publishAsync("t", "second", { qos: 2 });
  const [first, second] = [await reader.hear("publish"), await reader.hear("publish")];
  reader.say({ cmd: "pubrec", messageId: first.messageId ?? 0 });
  await reader.hear("pubrel");
  await using left = await crashed(home.dir);
  await using next = await aBroker(kept(left.dir));
  await using again = await loggedIn(next, "reader", { clean: false });
  assert.equal((await again.hear("pubrel")).messageId, first.messageId);
  const resent = await again.hear("publish");
  assert.deepEqual([`${resent.payload}`, resent.messageId, resent.dup], ["second", second.messageId, true]);
});

test("what was acknowledged by its receiver does not come again after an orderly stop", async () => {
  await using home = await aDirectory();
  {
    await using broker = await aBroker(kept(home.dir));
    await using reader = await friend(broker, away);
    await reader.client.subscribeAsync("t", { qos: 1 });
    await reader.client.publishAsync("t", "x", { qos: 1 });
    await reader.receives(1);
    await reader.client.unsubscribeAsync("t");
  }
  await using broker = await aBroker(kept(home.dir));
  await using reader = await loggedIn(broker, "reader", { clean: false });
  reader.say({ cmd: "pingreq" });
  await reader.hear("pingresp");
  assert.equal(reader.present, true);
  assert.ok(!reader.heard.some(({ cmd }) => cmd === "publish"));
});

test("the session of a user who is no more is not brought back", async () => {
  await using home = await aDirectory();
  {
    await using broker = await aBroker(kept(home.dir));
    await using reader = await friend(broker, away);
    await reader.client.subscribeAsync("t", { qos: 1 });
  }
  await using broker = await aBroker({ ...kept(home.dir), users: ["ben"] });
  assert.equal(broker.count("sessions_absent"), 0);
});

test("a damaged file is reported and put aside; the broker starts with what can be read of it", async () => {
  await using home = await aDirectory();
  {
    await using broker = await aBroker(kept(home.dir));
    await using writer = await friend(broker);
    for (const topic of ["a", "b", "c"])
      await writer.client.publishAsync(topic, `${topic} is here`, { qos: 1, retain: true });
  }
  const path = join(home.dir, "data", "broker.journal");
  const bytes = await readFile(path);
  bytes[bytes.indexOf("b is here")] = 0;
  await writeFile(path, bytes);
  await using broker = await aBroker(kept(home.dir));
  const line = JSON.parse(broker.log.find((one) => one.includes("damaged on the disk")) ?? "{}");
  assert.deepEqual([line.level, line.damaged, line.path], [50, 1, path]);
  assert.deepEqual(await readFile(line.aside), bytes);
  await using reader = await friend(broker);
  await reader.client.subscribeAsync("#");
  await reader.receives(2);
  assert.deepEqual(reader.texts().toSorted(), ["a is here", "c is here"]);
});

test("a file that is something else altogether is put aside too", async () => {
  await using home = await aDirectory();
  await (await aBroker(kept(home.dir)))[Symbol.asyncDispose]();
  const path = join(home.dir, "data", "broker.journal");
  await writeFile(path, "This is not a journal at all, but somebody's notes.\n".repeat(9));
  await using broker = await aBroker(kept(home.dir));
  assert.equal((await readdir(join(home.dir, "data"))).length, 2);
  await stillServes(broker);
});

test("the directory and the file are for their owner alone", async () => {
  await using home = await aDirectory();
  await using _ = await aBroker(kept(home.dir));
  const mode = async (path: string) => (await stat(join(home.dir, path))).mode & 0o777;
  assert.deepEqual([await mode("data"), await mode("data/broker.journal")], [0o700, 0o600]);
});

test("a directory that cannot be used stops the start, and says what to do", async () => {
  await using home = await aDirectory();
  await writeFile(join(home.dir, "data"), "a file");
  await assert.rejects(aBroker(kept(home.dir)), (error) => error instanceof Fault && error.remedy.includes("data"));
});
