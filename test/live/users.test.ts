/** Users come, get new passwords and go while messages flow: on the embedded broker and on a real mosquitto, through the built command line. */
import assert from "node:assert/strict";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, test } from "vitest";
import { type AStack, aStack, eventually, type Ran } from "./a-stack.ts";
import { added, comesIn, current, isLetIn, type Login, stream, witness } from "./users-device.ts";

interface Seen {
  readonly user: string;
  readonly target: string;
  readonly old?: { readonly usedBy: readonly { readonly client: string }[]; readonly moved: number };
}

async function withMosquitto(stack: AStack): Promise<void> {
  const path = join(stack.directory, "docker-compose.yml");
  const text = await readFile(path, "utf8");
  const system = "    x-edgeward: { provider: system }\n";
  await writeFile(
    path,
    text.replace(/^ {4}image: eclipse-mosquitto:.*\n/gm, (line) => line + system),
  );
}

const clientIdOf = (login: Login) => `${login.user}-client`;

describe.each(["embedded", "system"] as const)("users of a broker that is %s", (provider) => {
  let stack: AStack;
  const said: Ran[] = [];
  const user = async (...args: readonly string[]): Promise<Ran> => {
    const ran = await stack.edgeward("user", ...args);
    said.push(ran);
    return ran;
  };
  const done = async (...args: readonly string[]): Promise<Ran> => {
    const ran = await user(...args);
    assert.equal(ran.status, 0, ran.out + ran.err);
    return ran;
  };
  const listed = async (): Promise<readonly Seen[]> => JSON.parse((await done("ls", "--format", "json")).out);
  const isRotating = async (name: string): Promise<boolean> =>
    (await listed()).some((one) => one.user === name && one.old !== undefined);
  /** Process and start of whoever plays the broker. */
  const broker = async (): Promise<unknown> => {
    const { out } = await stack.edgeward("ps", "--format", "json");
    const { services } = JSON.parse(out) as { services: readonly { service: string; pid: number; sinceMs: number }[] };
    const found = services.find(({ service }) => service === "mosquitto");
    assert.ok(found);
    return [found.pid, found.sinceMs];
  };

  beforeAll(async () => {
    stack = await aStack();
    if (provider === "system") await withMosquitto(stack);
    const up = await stack.edgeward("up", "-d", "--no-verify");
    assert.equal(up.status, 0, up.out + up.err);
  });
  afterAll(() => stack[Symbol.asyncDispose]());

  test("whoever is added gets in at once with rights of their own, and nobody restarts", async () => {
    const before = await broker();
    const pump = await added(stack, "pump-0", "--publish", "pumps/%u/#");
    const reader = await added(stack, "reader-0", "--subscribe", "pumps/#");
    await using seen = await witness(stack.ports.mqtt, reader, "pumps/#");
    const client = await comesIn(stack.ports.mqtt, pump, "pump-0");
    await client.publishAsync("pumps/pump-0/pressure", "1", { qos: 1 });
    await client.publishAsync("pumps/pump-1/pressure", "2", { qos: 1 });
    await client.publishAsync("pumps/pump-0/pressure", "3", { qos: 1 });
    await eventually("what was permitted", async () => seen.seen.has(3));
    assert.deepEqual([...seen.seen], [1, 3]);
    await client.endAsync();
    assert.deepEqual(await broker(), before);
    assert.equal(await isLetIn(stack.ports.mqtt, { ...pump, password: "another" }), false);
  });

  test("everything that is wrong with names and filters is said at once, and nobody is added", async () => {
    const before = await listed();
    const ran = await user("add", "agent", "a b", "..", "x.2", "fine", "--publish", "a/#/b", "--broker", "nobody");
    assert.equal(ran.status, 2);
    for (const what of ["agent is a user already", '"a b"', '".."', "ends with .2", '"a/#/b"', "no broker nobody"])
      assert.ok(ran.err.includes(what), `${what} in ${ran.err}`);
    assert.deepEqual(await listed(), before);
  });

  test("a rotation under QoS 1 traffic loses nothing and breaks no connection of a client that moved; then the old password is refused", async () => {
    const old = await added(stack, "pump", "--publish", "pumps/pump/#");
    const reader = await added(stack, "reader", "--subscribe", "pumps/#");
    await using seen = await witness(stack.ports.mqtt, reader, "pumps/pump/#");
    const before = await broker();
    const first = stream(await comesIn(stack.ports.mqtt, old, clientIdOf(old)), "pumps/pump/n", 0);
    await eventually("messages", async () => first.acknowledged.length > 50);

    await done("rotate", "pump");
    const fresh = await current(stack, "pump");
    assert.notEqual(fresh.password, old.password);
    // Another of the same user is there already with the new one.
    const early = stream(await comesIn(stack.ports.mqtt, fresh, "early"), "pumps/pump/e", 1_000_000);
    const duringRotation = first.acknowledged.length;
    await eventually("messages with both", async () => first.acknowledged.length > duringRotation + 50);
    assert.equal(first.isBroken(), false);
    assert.equal(await isRotating("pump"), true);

    await first.end();
    const moved = stream(await comesIn(stack.ports.mqtt, fresh, clientIdOf(old)), "pumps/pump/n", 2_000_000);
    await eventually("the rotation ends by itself", async () => !(await isRotating("pump")));
    const after = moved.acknowledged.length;
    await eventually("messages after it", async () => moved.acknowledged.length > after + 50);
    assert.deepEqual([moved.isBroken(), early.isBroken()], [false, false]);
    await moved.end();
    await early.end();

    const sent = [...first.acknowledged, ...early.acknowledged, ...moved.acknowledged];
    await eventually("all that was acknowledged", async () => sent.every((number) => seen.seen.has(number)));
    await eventually("the old password is refused", async () => !(await isLetIn(stack.ports.mqtt, old)));
    assert.equal(await isLetIn(stack.ports.mqtt, fresh), true);
    assert.deepEqual(await broker(), before);
  });

  test("an old password that is in use is not taken away, but with --force; its client is then cut off", async () => {
    const old = await added(stack, "valve", "--publish", "valves/#");
    const held = await comesIn(stack.ports.mqtt, old, "valve-7");
    await done("rotate", "valve");
    const refused = await user("rotate", "valve", "--finish");
    assert.equal(refused.status, 3);
    assert.match(refused.err, /still in use: valve at mosquitto \(valve-7\)/);
    assert.equal(held.connected, true);
    await done("rotate", "valve", "--finish", "--force");
    await eventually("the end of its session", async () => !held.connected);
    assert.equal(await isLetIn(stack.ports.mqtt, old), false);
    assert.equal(await isLetIn(stack.ports.mqtt, await current(stack, "valve")), true);
  });

  test("the stack's own services are moved in one command, and what they send goes on", async () => {
    const before = await broker();
    const agent = async () => {
      const { out } = await stack.edgeward("ps", "--format", "json");
      const { services } = JSON.parse(out) as {
        services: readonly { service: string; counters: { points_accepted?: number } }[];
      };
      return services.find(({ service }) => service === "telegraf")?.counters;
    };
    const passwords = async () => readFile(stack.generated("mosquitto", "passwords"), "utf8");
    const lines = await passwords();
    for (let turn = 0; turn < 2; turn++) {
      const { out } = await done("rotate", "agent", "telegraf");
      assert.match(
        out,
        /the old ones gone: telegraf(\.2)? on mosquitto, agent(\.2)? on mosquitto, telegraf on influxdb/,
      );
    }
    const now = await passwords();
    assert.equal(now.split("\n").length, lines.split("\n").length);
    assert.notEqual(now, lines);
    const counted = JSON.stringify(await agent());
    await eventually("telemetry", async () => JSON.stringify(await agent()) !== counted);
    assert.deepEqual(await broker(), before);
  });

  test("whoever is removed is cut off at once, and let in no more", async () => {
    const login = await added(stack, "guest", "--subscribe", "open/#");
    const client = await comesIn(stack.ports.mqtt, login, "guest");
    await done("rm", "guest");
    await eventually("the end of the session", async () => !client.connected);
    assert.equal(await isLetIn(stack.ports.mqtt, login), false);
    const again = await added(stack, "guest", "--subscribe", "open/#");
    assert.notEqual(again.password, login.password);
    const unknown = await user("rm", "agent", "nobody");
    assert.equal(unknown.status, 2);
    assert.match(unknown.err, /agent, nobody/);
  });

  test("a command killed at any moment of a rotation leaves a user who gets in, and the next command goes on", async () => {
    const first = await added(stack, "meter", "--publish", "meters/#");
    const book = () => readFile(join(stack.directory, ".edgeward/users.json"), "utf8");
    const served = await broker();
    // Around the moment when the broker answers that it has read its list, it is somebody's turn who is not there any more.
    for (const wait of [0, 10, 20, 30, 35, 40, 45, 50, 80]) {
      const before = await book();
      const start = performance.now();
      const child = stack.start("user", "rotate", "meter", "--finish", "--force");
      const exited = new Promise((resolve) => child.once("exit", resolve));
      await exited;
      // What was used until then: it counts until everybody has moved.
      const known = await current(stack, "meter");
      const rotating = stack.start("user", "rotate", "meter");
      const ended = new Promise((resolve) => rotating.once("exit", resolve));
      const ring = join(stack.directory, ".edgeward/keys/ring.json");
      const made = await stat(ring);
      // Killed so long after it made the new password.
      while (rotating.exitCode === null && (await stat(ring)).ino === made.ino && performance.now() - start < 20_000)
        await sleep(1);
      await sleep(wait);
      rotating.kill("SIGKILL");
      await ended;
      const logins = [known, await current(stack, "meter"), first];
      const letIn = await Promise.all(logins.map((login, i) => isLetIn(stack.ports.mqtt, login, `meter-${wait}-${i}`)));
      assert.ok(letIn.includes(true), `killed after ${wait} ms: ${letIn}; the book before: ${before}`);
    }
    assert.deepEqual(await broker(), served);
    await done("rotate", "meter");
    await done("rotate", "meter", "--finish", "--force");
    assert.equal(await isLetIn(stack.ports.mqtt, await current(stack, "meter")), true);
    const lines = (await readFile(stack.generated("mosquitto", "passwords"), "utf8")).split("\n");
    assert.equal(lines.filter((line) => /^meter(\.2)?:/.test(line)).length, 1);
    const { passwords } = JSON.parse(await readFile(join(stack.directory, ".edgeward/keys/ring.json"), "utf8"));
    assert.equal(Object.keys(passwords).filter((ref) => ref.startsWith("meter@")).length, 1);
  }, 180_000);

  test("no password is in what was printed, in a log, or in what is kept beside the keys", async () => {
    const { passwords } = JSON.parse(await readFile(join(stack.directory, ".edgeward/keys/ring.json"), "utf8")) as {
      passwords: Record<string, { password: string }>;
    };
    const logs = (await readdir(join(stack.directory, ".edgeward/logs"), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const texts = await Promise.all(
      [...logs, ...["users.json", "state.json"].map((name) => join(stack.directory, ".edgeward", name))].map((path) =>
        readFile(path, "utf8"),
      ),
    );
    const all = [...texts, ...said.map(({ out, err }) => out + err)].join("\n");
    assert.ok(Object.keys(passwords).length > 8 && logs.length > 1);
    for (const [ref, { password }] of Object.entries(passwords)) assert.equal(all.includes(password), false, ref);
    for (const name of ["users.json", "keys/ring.json", "generated/operator/users/pump/mqtt_password"])
      assert.equal((await stat(join(stack.directory, ".edgeward", name))).mode & 0o777, 0o600);
  });
});
