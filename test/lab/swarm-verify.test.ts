/** `edgeward verify --engine swarm` as a person runs it: a broker that only its own network reaches is asked who gets in, by the probes
 * that ask it on one machine. */
import assert from "node:assert/strict";
import { afterAll, beforeAll, describe, test } from "vitest";
import { aLab, cache, until } from "./a-lab.ts";
import { cannotRun } from "./cannot-run.ts";
import { mosquittoImage } from "./images/brokers.ts";
import { aSwarmStack, type SwarmStack } from "./swarm-stack.ts";

const reason = cannotRun();
const lab = aLab(`verify-${process.pid.toString(36)}`);

const compose = `
name: plant
services:
  mosquitto:
    image: eclipse-mosquitto:2.0
    restart: always
    ports: ["1883:1883"]
    volumes: ["./mosquitto.conf:/mosquitto/config/mosquitto.conf"]
  agent:
    image: box:1
    command: ["/bin/sh", "-c", "while :; do sleep 1; done"]
    restart: always
    depends_on: [mosquitto]
    environment: {MQTT_HOST: mosquitto, MQTT_PORT: 1883}
    x-edgeward: {role: agent, publish: [sensors/one], subscribe: [commands/one]}
`;

interface Found {
  readonly probe: string;
  readonly service?: string;
  readonly verdict: string;
  readonly evidence: string;
}

describe.skipIf(reason)(`a swarm of two${reason ? `, not run here: ${reason}` : ""}`, () => {
  let stack: SwarmStack;
  beforeAll(async () => {
    const up = await lab.edgeward("up", "--cache", cache, "--memory", "448M");
    assert.equal(up.status, 0, up.err);
    stack = await aSwarmStack(lab, "box:1");
    await lab.docker("manager", "load", "-q", "-i", await mosquittoImage("eclipse-mosquitto:2.0"));
    stack.write({ "compose.yml": compose, "mosquitto.conf": "listener 1883\nallow_anonymous true\n" });
    const brought = await stack.edgeward("up", "--no-verify");
    assert.equal(brought.status, 0, brought.err);
  });
  afterAll(async () => {
    stack?.remove();
    await lab.edgeward("down");
  });

  const found = async () => {
    const { out, err, status } = await stack.edgeward("verify", "--format", "json");
    assert.match(out, /^\{/, err);
    const { findings } = JSON.parse(out) as { readonly findings: readonly Found[] };
    return { findings, status };
  };

  test("what came up hardened passes, the broker's own probes among the rest", async () => {
    const { findings, status } = await found();
    const bad = findings.filter(({ verdict }) => verdict !== "pass");
    assert.deepEqual([bad, status], [[], 0]);
    const asked = new Set(findings.map(({ probe }) => probe));
    const own = [
      "placed-as-promised",
      "task-secrets-only",
      "task-privileges",
      "only-declared-ports",
      "overlay-encrypted",
    ];
    const broker = ["refuses-anonymous", "refuses-wrong-password", "obeys-acl", "serves-valid-tls"];
    for (const probe of [...own, ...broker]) assert.ok(asked.has(probe), probe);
  });

  test("a broker that is not there any more is unknown, and nothing of the probes is left", async () => {
    await lab.docker("manager", "service", "scale", "-d", "plant_mosquitto=0");
    const { findings, status } = await found();
    assert.equal(findings.find(({ probe }) => probe === "server-asked")?.verdict, "unknown");
    assert.notEqual(status, 0);
    // A node ends what it is told to end in its own time.
    for (const host of ["manager", "worker-1"])
      await until(async () => (await lab.docker(host, "ps", "-aq", "--filter", "label=edgeward.throw-away")) === "");
    assert.equal(await lab.docker("manager", "service", "ls", "-q", "--filter", "label=edgeward.throw-away"), "");
  });
});
