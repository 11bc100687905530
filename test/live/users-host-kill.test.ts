/** A command about the users of a machine's own mosquitto is killed: whoever was handed a password gets in at once, and the next command goes on. */
import assert from "node:assert/strict";
import { test } from "vitest";
import { eventually } from "./a-stack.ts";
import { aBusyMachine, commandLine, edgeward, overTls } from "./host/secured.ts";

const directory = "/etc/edgeward/operator/users/pump";
/** Moments from the start of a rotation to its end. */
const moments = Number(process.env.EDGEWARD_TEST_KILLS ?? 4);
/** Kills a command once it has written down what it knows of the machine: its lists are there then, and nothing is kept yet. */
const killedOnceWritten = `known() { stat -c %i /var/lib/edgeward/host.json; }
before=$(known); "$@" & while [ "$(known)" = "$before" ]; do :; done; kill -KILL $!; wait $!`;

test("a rotation killed at any moment leaves a device that gets in, and the next one comes to its end", async () => {
  await using machine = await aBusyMachine();
  const done = async (...words: string[]) => {
    const { status, stdout, stderr } = await edgeward(machine, ...words);
    assert.equal(status, 0, stdout + stderr);
  };
  const handed = async () => {
    const read = async (name: string) => (await machine.read(`${directory}/${name}`)).trim();
    return { user: await read("mqtt_user").catch(() => "pump"), password: await read("mqtt_password") };
  };
  const isLetIn = async ({ user, password }: Awaited<ReturnType<typeof handed>>) => {
    const topic = ["-h", "localhost", "-t", "pumps/1", "-m", "1", "-q", "1"];
    return (await machine.run(["mosquitto_pub", ...topic, ...overTls, "-u", user, "-P", password])).status === 0;
  };
  const broker = async () =>
    (await machine.programs()).filter(({ name }) => name === "mosquitto").map(({ pid }) => pid);

  await done("host", "secure");
  const served = await broker();
  await done("user", "add", "pump", "--publish", "pumps/#", "--host");
  const from = performance.now();
  await done("user", "rotate", "pump", "--host");
  const wholeMs = performance.now() - from;
  await done("user", "rotate", "pump", "--finish", "--host");
  let killed = 0;
  for (let moment = 0; moment <= moments; moment++) {
    const known = await handed();
    assert.equal(await isLetIn(known), true);
    const seconds = ((wholeMs * moment) / moments / 1000).toFixed(3);
    const rotate = commandLine("user", "rotate", "pump", "--host");
    const { status } = await machine.run(
      moment === 0
        ? ["bash", "-c", killedOnceWritten, "killed", ...rotate]
        : ["timeout", "--signal=KILL", seconds, ...rotate],
    );
    if (status !== 0) killed++;
    const now = await handed();
    assert.deepEqual(
      [await isLetIn(known), await isLetIn(now)],
      [true, true],
      `killed after ${seconds} s: ${now.user}`,
    );

    await done("user", "rotate", "pump", "--host");
    const next = await handed();
    assert.notDeepEqual(next, known);
    assert.deepEqual([await isLetIn(known), await isLetIn(next)], [true, true], `gone on after ${seconds} s`);
    await done("user", "rotate", "pump", "--finish", "--host");
    assert.deepEqual([await isLetIn(known), await isLetIn(next)], [false, true], `finished after ${seconds} s`);
  }
  assert.ok(killed >= moments / 2, `${killed} of ${moments}`);
  assert.deepEqual(await broker(), served);
  await eventually("nothing is left to do", async () =>
    (await edgeward(machine, "host", "secure")).stdout.includes("Nothing to change"),
  );
}, 300_000);
