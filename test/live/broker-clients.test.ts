/** Debian's mosquitto_pub, mosquitto_sub and mosquitto_passwd judge our broker. */
import assert from "node:assert/strict";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { test } from "vitest";
import { mosquittoHash } from "../../src/keys/mosquitto-hash.ts";
import { type ABroker, aBroker } from "../../src/service/broker/testing/a-broker.ts";
import { stillServes } from "../../src/service/broker/testing/friend.ts";
import { until } from "../../src/service/broker/testing/until.ts";
import { asAnn, program, realMosquitto, unnamed } from "./broker-programs.ts";

const pub = (args: readonly string[]) => program("mosquitto_pub", args).ended();

/** A subscriber that shows topic, QoS, retain flag and payload of each message, once its subscription was granted. */
async function aSubscriber(broker: ABroker, args: readonly string[]) {
  const before = broker.count("subscriptions_granted");
  const subscriber = program("mosquitto_sub", [...asAnn(broker), "-F", "%t %q %r %p", ...args]);
  await until(() => broker.count("subscriptions_granted") > before, "the subscription", 30_000);
  const lines = () =>
    subscriber
      .out()
      .split("\n")
      .filter((line) => /^\S+ [012] [01] /.test(line));
  return { ...subscriber, lines, receives: (n: number) => until(() => lines().length >= n, `${n} messages`, 30_000) };
}

test.each([
  ["the right password", (broker: ABroker) => asAnn(broker), 0],
  ["a wrong password", (broker: ABroker) => asAnn(broker, "wrong"), 4],
  ["no user", (broker: ABroker) => unnamed(broker), 5],
])("mosquitto_pub with %s", async (_, args, code) => {
  await using broker = await aBroker();
  const { status, err } = await pub([...args(broker), "-t", "t", "-m", "hello", "-q", "1"]);
  assert.equal(status, code);
  if (code === 4) assert.match(err, /bad user name or password/i);
  if (code === 5) assert.match(err, /not authori[sz]ed/i);
  assert.equal(broker.count("publishes_received"), code === 0 ? 1 : 0);
});

test("mosquitto_sub gets what mosquitto_pub sends, at each QoS, in order", async () => {
  await using broker = await aBroker();
  await using subscriber = await aSubscriber(broker, ["-t", "a/#", "-q", "2", "-c", "-i", "sub"]);
  for (const qos of [0, 1, 2]) {
    const { status } = await pub([...asAnn(broker), "-t", `a/${qos}`, "-m", `message ${qos}`, "-q", `${qos}`]);
    assert.equal(status, 0);
  }
  await subscriber.receives(3);
  assert.deepEqual(subscriber.lines(), ["a/0 0 0 message 0", "a/1 1 0 message 1", "a/2 2 0 message 2"]);
});

test("a thousand lines from one mosquitto_pub arrive, each once, in order", async () => {
  await using broker = await aBroker();
  await using subscriber = await aSubscriber(broker, ["-t", "many", "-q", "2"]);
  const lines = Array.from({ length: 1000 }, (_, i) => `line ${i}`);
  const file = `${broker.dir}/lines`;
  await writeFile(file, `${lines.join("\n")}\n`);
  const sh = 'exec mosquitto_pub "$@" < "$0"';
  const { status } = await program("sh", ["-c", sh, file, ...asAnn(broker), "-t", "many", "-q", "2", "-l"]).ended();
  assert.equal(status, 0);
  await subscriber.receives(1000);
  assert.deepEqual(
    subscriber.lines(),
    lines.map((line) => `many 2 0 ${line}`),
  );
});

test("a retained message waits for mosquitto_sub, and can be removed", async () => {
  await using broker = await aBroker();
  await pub([...asAnn(broker), "-t", "state", "-m", "kept", "-r", "-q", "1"]);
  {
    await using subscriber = await aSubscriber(broker, ["-t", "state", "-q", "1"]);
    await subscriber.receives(1);
    assert.deepEqual(subscriber.lines(), ["state 1 1 kept"]);
  }
  await pub([...asAnn(broker), "-t", "state", "-n", "-r", "-q", "1"]);
  assert.equal(broker.service.counters().retained_messages, 6);
});

test("the will of a mosquitto_sub that is killed is published; that of one that leaves is not", async () => {
  await using broker = await aBroker();
  await using witness = await aSubscriber(broker, ["-t", "wills/#", "-q", "1"]);
  const will = (name: string) => [
    "-t",
    "x",
    "-i",
    name,
    "--will-topic",
    `wills/${name}`,
    "--will-payload",
    "gone",
    "--will-qos",
    "1",
  ];
  await using killed = await aSubscriber(broker, will("killed"));
  await using leaves = await aSubscriber(broker, [...will("leaves"), "-C", "1"]);
  await pub([...asAnn(broker), "-t", "x", "-m", "go", "-q", "1"]);
  await leaves.ended();
  process.kill(killed.pid, "SIGKILL");
  await witness.receives(1);
  await pub([...asAnn(broker), "-t", "wills/end", "-m", "end", "-q", "1"]);
  await witness.receives(2);
  assert.deepEqual(witness.lines(), ["wills/killed 1 0 gone", "wills/end 1 0 end"]);
});

test("a session waits for mosquitto_sub to come back", async () => {
  await using broker = await aBroker();
  const session = ["-t", "t", "-q", "1", "-c", "-i", "returning"];
  const first = await aSubscriber(broker, session);
  await first[Symbol.asyncDispose]();
  for (const text of ["one", "two"]) await pub([...asAnn(broker), "-t", "t", "-m", text, "-q", "1"]);
  await using again = await aSubscriber(broker, session);
  await again.receives(2);
  assert.deepEqual(again.lines(), ["t 1 0 one", "t 1 0 two"]);
});

test("an MQTT 5 client ends with a clear message, at once", async () => {
  await using broker = await aBroker();
  const { status, err, out } = await pub([...asAnn(broker), "-V", "mqttv5", "-t", "t", "-m", "x", "-q", "1"]);
  assert.notEqual(status, 0);
  assert.match(`${err}${out}`, /unsupported protocol version/i);
  assert.equal(broker.count("protocol_refused"), 1);
  await stillServes(broker);
});

test("a client that speaks clear text to the TLS port gets nowhere", async () => {
  await using broker = await aBroker();
  const clear = ["-h", "localhost", "-p", `${broker.port}`, "-u", "ann", "-P", "pw-ann"];
  const { status } = await pub([...clear, "-t", "t", "-m", "x", "-q", "1"]);
  assert.notEqual(status, 0);
  assert.equal(broker.count("plaintext_refused"), 1);
  assert.equal(broker.count("publishes_received"), 0);
});

test.each(["sha512", "sha512-pbkdf2"])("users that mosquitto_passwd -H %s wrote can log in to us", async (kind) => {
  await using broker = await aBroker();
  await writeFile(broker.launch.passwordFile, "", { mode: 0o600 });
  for (const user of ["ann", "zoë"]) {
    const { status, err } = await program("mosquitto_passwd", [
      "-H",
      kind,
      "-b",
      broker.launch.passwordFile,
      user,
      "päss word",
    ]).ended();
    assert.equal(status, 0, err);
  }
  assert.match(await readFile(broker.launch.passwordFile, "utf8"), kind === "sha512" ? /\$6\$/ : /\$7\$/);
  await broker.service.reload();
  for (const user of ["ann", "zoë"]) {
    const login = [...unnamed(broker), "-u", user, "-t", "t", "-m", "x", "-q", "1"];
    assert.equal((await pub([...login, "-P", "päss word"])).status, 0);
    assert.equal((await pub([...login, "-P", "pass word"])).status, 4);
  }
});

test("a password file of ours lets the same people in to a real mosquitto and to us", async () => {
  await using broker = await aBroker();
  await appendFile(broker.launch.passwordFile, `gus:${await mosquittoHash("pw-gus")}\n`);
  await broker.service.reload();
  await using mosquitto = await realMosquitto(broker);
  for (const { port, dir } of [broker, mosquitto]) {
    for (const user of ["ann", "ben", "gus"]) {
      const login = [...unnamed({ port, dir }), "-u", user, "-t", "t", "-m", "x", "-q", "1"];
      assert.equal((await pub([...login, "-P", `pw-${user}`])).status, 0);
      assert.notEqual((await pub([...login, "-P", "wrong"])).status, 0);
    }
  }
});
