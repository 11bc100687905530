import assert from "node:assert/strict";
import { connect as connectTcp } from "node:net";
import { test } from "vitest";
import { aBroker, passwordLine } from "../testing/a-broker.ts";
import { stillServes } from "../testing/friend.ts";
import { connectPacket, loggedIn, rawClient } from "../testing/raw-client.ts";
import { until } from "../testing/until.ts";

test.each([
  ["an anonymous client", { username: undefined, password: undefined }, 5],
  ["a user with another password", { username: "ann", password: Buffer.from("wrong") }, 4],
  ["a user without password", { username: "ann", password: undefined }, 4],
  ["a user with an empty password", { username: "ann", password: Buffer.alloc(0) }, 4],
  ["an unknown user", { username: "eve", password: Buffer.from("pw-ann") }, 4],
  ["a user named like a property of every object", { username: "__proto__", password: Buffer.from("x") }, 4],
])("%s is refused", async (_, login, code) => {
  await using broker = await aBroker();
  await using client = await rawClient(broker);
  const { username, password, ...packet } = connectPacket("c");
  client.say({
    ...packet,
    ...(login.username && { username: login.username }),
    ...(login.password && { password: login.password }),
  });
  assert.equal((await client.hear("connack")).returnCode, code);
  await client.untilClosed();
  assert.equal(broker.count("logins_refused"), 1);
  assert.equal(broker.count("clients_connected"), 0);
  await stillServes(broker);
});

test("a refused login is logged with client, user and address, without the password, and cannot forge a line", async () => {
  await using broker = await aBroker();
  await using client = await rawClient(broker);
  client.say(connectPacket("c\u202e1", { username: 'eve"}', password: Buffer.from("s3cret") }));
  await client.untilClosed();
  const line = broker.log.find((one) => one.includes("login refused")) ?? "";
  const entry = JSON.parse(line);
  assert.equal(entry.user, 'eve"}');
  assert.equal(entry.client, "c\u{fffd}1");
  assert.match(entry.from, /^127\.0\.0\.1:\d+$/);
  assert.ok(!broker.log.join().includes("s3cret"));
});

test("a stream of refused logins does not fill the log", async () => {
  await using broker = await aBroker();
  for (let i = 0; i < 30; i++) {
    await using client = await rawClient(broker);
    client.say(connectPacket(`c${i}`, { password: Buffer.from("wrong") }));
    await client.untilClosed();
  }
  assert.equal(broker.count("logins_refused"), 30);
  assert.equal(broker.log.filter((line) => line.includes('"login refused"')).length, 10);
});

test("a login storm is turned away beyond a bound, and disturbs nobody who is in", async () => {
  const users = ["ann"];
  await using broker = await aBroker({ users, bounds: { waitingLogins: 3, checkingLogins: 1 } });
  const { writeFile } = await import("node:fs/promises");
  await writeFile(broker.launch.passwordFile, `${passwordLine("ann")}\n${passwordLine("slow", "pw", 100_000)}\n`);
  await broker.service.reload();
  await using inside = await loggedIn(broker, "inside");
  const storm = await Promise.all(Array.from({ length: 20 }, () => rawClient(broker)));
  for (const [i, client] of storm.entries())
    client.say(connectPacket(`s${i}`, { username: "slow", password: Buffer.from("wrong") }));
  inside.say({ cmd: "pingreq" });
  await inside.hear("pingresp");
  await until(() => storm.every((client) => client.closed()), "every login to be answered");
  const codes = storm.map(({ heard }) => heard[0]?.cmd === "connack" && heard[0].returnCode);
  assert.ok(
    codes.every((code) => code === 3 || code === 4),
    `${codes}`,
  );
  assert.equal(broker.count("logins_shed"), codes.filter((code) => code === 3).length);
  assert.ok(broker.count("logins_shed") >= 10);
});

test("an MQTT 5 client is refused in words that it understands, any other level in those of 3.1.1", async () => {
  await using broker = await aBroker();
  await using five = await rawClient(broker);
  five.say(connectPacket("c", { protocolVersion: 5 }));
  await five.untilClosed();
  assert.deepEqual([...five.bytes()], [0x20, 3, 0, 0x84, 0]);
  await using three = await rawClient(broker);
  three.say(connectPacket("c", { protocolVersion: 3, protocolId: "MQIsdp" }));
  await three.untilClosed();
  assert.deepEqual([...three.bytes()], [0x20, 2, 0, 1]);
  assert.equal(broker.count("protocol_refused"), 2);
  assert.equal(broker.log.filter((line) => line.includes("protocol level")).length, 2);
});

test.each([
  ["an MQTT client", Buffer.from([0x10, 12, 0, 4, ...Buffer.from("MQTT"), 4, 2, 0, 0, 0, 0])],
  ["a browser", Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")],
])("clear text from %s on the TLS port is closed and counted", async (_, bytes) => {
  await using broker = await aBroker();
  const socket = connectTcp(broker.port, "127.0.0.1");
  let closed = false;
  socket.on("error", () => {}).on("close", () => (closed = true));
  socket.write(bytes);
  await until(() => closed, "the connection to be closed");
  assert.equal(broker.count("plaintext_refused"), 1);
  await stillServes(broker);
});

test("TLS before 1.2 is refused", async () => {
  await using broker = await aBroker();
  await using old = await rawClient(broker, {
    maxVersion: "TLSv1.1",
    minVersion: "TLSv1",
    ciphers: "DEFAULT@SECLEVEL=0",
  });
  assert.equal(old.closed(), true);
  await until(() => broker.count("tls_failures") === 1, "the failure to be counted");
  await using current = await rawClient(broker, { maxVersion: "TLSv1.2" });
  assert.equal(current.socket.getProtocol(), "TLSv1.2");
});
