/** A program of one's own that publishes, with its settings in a file of variables: before, secured, asked again, and undone. */
import assert from "node:assert/strict";
import { test, vi } from "vitest";
import type { Ended } from "./host/ended.ts";
import { agentUid, env, installAgent, publishes } from "./host/installed/agent.ts";
import type { TestMachine } from "./host/machine.ts";
import { aBusyMachine, allOf, ca, edgeward } from "./host/secured.ts";

vi.setConfig({ testTimeout: 300_000 });

const stranger = { uid: 65_534 };

/** What the agent's messages, published meanwhile, look like to a subscriber: it ends with the message `last`. */
async function heard(machine: TestMachine, login: string, publish: () => Promise<unknown>): Promise<string> {
  const script = `stdbuf -oL mosquitto_sub ${login} -t '#' -v -d > /run/heard 2>&1 & echo $! > /run/listener`;
  await machine.ok(["bash", "-c", script]);
  await machine.ok(["bash", "-c", "until grep -q 'received SUBACK' /run/heard; do sleep 0.05; done"]);
  await publish();
  await machine.ok(["bash", "-c", "until grep -q 'last$' /run/heard; do sleep 0.05; done; kill $(cat /run/listener)"]);
  return machine.read("/run/heard");
}

const inOrder = async (publications: readonly (() => Promise<Ended>)[]): Promise<readonly number[]> => {
  const statuses: number[] = [];
  for (const publish of publications) statuses.push((await publish()).status ?? -1);
  return statuses;
};

test("an agent's data arrive with its new variables, and with no others; undone it publishes as before", async () => {
  await using machine = await aBusyMachine();
  await installAgent(machine);
  const before = await allOf(machine);
  const open = await heard(machine, "-h localhost", () => inOrder([() => publishes(machine, "last")]));
  assert.match(open, /^Servo last$/m, "control: as it comes the agent publishes without a name");

  const wish = ["--agent-env", env, "--publish", "agent=Servo"];
  const secured = await edgeward(machine, "host", "secure", ...wish);
  assert.equal(secured.status, 0, secured.stdout + secured.stderr);
  assert.match(secured.stdout, /To be restarted\n {2}agent/, "nobody here restarts it");
  const text = await machine.read(env);
  const [, password = ""] = /^MQTT_PASSWORD=(\S{20,})$/m.exec(text) ?? [];
  assert.notEqual(password, "");
  assert.equal((secured.stdout + secured.stderr).includes(password), false, "no secret is printed");
  assert.match(text, /^# Where the servo publishes\nMQTT_HOST=localhost\nMQTT_PORT=8883\nMQTT_USERNAME=agent\n/);
  const rights = await machine.stat(env);
  assert.deepEqual([rights?.uid, rights?.mode], [agentUid, 0o600]);
  assert.notEqual((await machine.run(["cat", env], stranger)).status, 0);
  const nameless = await publishes(machine, "nameless", { NAMELESS: "1" });
  assert.notEqual(nameless.status, 0);
  assert.match(nameless.stderr, /not authorised/);

  const operator = `-h localhost -p 8883 --cafile ${ca} -u edgeward -P "$(cat /etc/edgeward/operator/mqtt_password)"`;
  const closed = await heard(machine, operator, () =>
    inOrder([() => publishes(machine, "elsewhere", { TOPIC: "other" }), () => publishes(machine, "last")]),
  );
  assert.match(closed, /^Servo last$/m);
  assert.doesNotMatch(closed, /elsewhere/, "a topic that it was not given");

  const written = await allOf(machine);
  for (const words of [[], wish]) {
    const again = await edgeward(machine, "host", "secure", ...words);
    assert.equal(again.status, 0, again.stdout + again.stderr);
    assert.match(again.stdout, /Nothing to change/, "what was said once need not be said again");
  }
  assert.equal(await allOf(machine), written);

  const undone = await edgeward(machine, "host", "undo");
  assert.equal(undone.status, 0, undone.stdout + undone.stderr);
  assert.equal(await allOf(machine), before);
  assert.equal((await publishes(machine, "again")).status, 0);
});
