/** Users of the mosquitto that is installed on a machine: Debian's own, with its init script, secured and then told. */
import assert from "node:assert/strict";
import { test } from "vitest";
import { eventually } from "./a-stack.ts";
import { aBusyMachine, edgeward, overTls } from "./host/secured.ts";

const directory = "/etc/edgeward/operator/users/pump";

test("a device gets in as soon as it is added; a rotation lets both passwords in, then the new one alone; mosquitto never restarts", async () => {
  await using machine = await aBusyMachine();
  const early = await edgeward(machine, "user", "add", "--host", "pump", "--publish", "pumps/#");
  assert.equal(early.status, 3);
  assert.match(early.stderr, /not secured/);
  const secured = await edgeward(machine, "host", "secure");
  assert.equal(secured.status, 0, secured.stdout + secured.stderr);

  const broker = async () =>
    (await machine.programs()).filter(({ name }) => name === "mosquitto").map(({ pid }) => pid);
  const before = await broker();
  const said: string[] = [];
  const done = async (...words: string[]) => {
    const { status, stdout, stderr } = await edgeward(machine, "user", ...words, "--host");
    said.push(stdout + stderr);
    assert.equal(status, 0, stdout + stderr);
    return stdout;
  };
  const isLetIn = async (user: string, password: string) => {
    const topic = ["-h", "localhost", "-t", "pumps/1", "-m", "1", "-q", "1"];
    return (await machine.run(["mosquitto_pub", ...topic, ...overTls, "-u", user, "-P", password])).status === 0;
  };
  const read = async (name: string) => (await machine.read(`${directory}/${name}`)).trim();

  await done("add", "pump", "--publish", "pumps/#");
  const first = await read("mqtt_password");
  assert.equal((await machine.stat(`${directory}/mqtt_password`))?.mode, 0o600);
  await eventually("it gets in", () => isLetIn("pump", first));
  assert.equal(await isLetIn("pump", "another"), false);

  await done("rotate", "pump");
  const second = await read("mqtt_password");
  assert.equal(await read("mqtt_user"), "pump.2");
  await eventually("the new one gets in", () => isLetIn("pump.2", second));
  assert.equal(await isLetIn("pump", first), true);
  assert.match(await done("ls"), /rotating since/);
  await done("rotate", "pump", "--finish");
  await eventually("the old one is refused", async () => !(await isLetIn("pump", first)));
  assert.equal(await isLetIn("pump.2", second), true);

  const refused = await edgeward(machine, "user", "rotate", "--host", "edgeward");
  assert.equal(refused.status, 2);
  await done("rm", "pump");
  await eventually("nobody of that name gets in", async () => !(await isLetIn("pump.2", second)));
  assert.equal(await machine.stat(`${directory}/mqtt_password`), undefined);
  assert.deepEqual(await broker(), before);
  for (const password of [first, second]) assert.equal(said.join().includes(password), false);
  assert.match((await edgeward(machine, "host", "secure")).stdout, /Nothing to change/);
});
