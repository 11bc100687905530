/** A stack as a person has it on a swarm of two: brought up, changed, broken, mended and taken down. One lab, one test after the other. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, test } from "vitest";
import { aLab, cache, until } from "./a-lab.ts";
import { cannotRun } from "./cannot-run.ts";
import { aSwarmStack, type SwarmStack } from "./swarm-stack.ts";

const reason = cannotRun();
const lab = aLab(`up-${process.pid.toString(36)}`);
const docker = (...words: string[]) => lab.docker("manager", ...words);
const lines = (text: string) => text.split("\n").filter(Boolean).toSorted();
const listed = async (kind: string) => lines(await docker(kind, "ls", "--format", "{{.Name}}"));
const tasksOf = async (service: string) =>
  lines(await docker("service", "ps", "-q", "--filter", "desired-state=running", `plant_${service}`));
const loop = (text: string) => `["/bin/sh", "-c", "trap 'exit 0' TERM; echo ${text}; while :; do sleep 1; done"]`;

interface Other {
  readonly web?: string;
  /** Lines of one more service. */
  readonly odd?: string;
  readonly top?: string;
}

const compose = ({ web = "one", odd, top = "" }: Other = {}) => `
name: plant
services:
  web:
    image: box:1
    command: ${loop(web)}
    secrets: [password]
    restart: always
    deploy: {replicas: 2}
  store:
    image: box:1
    command: ${loop("stored")}
    restart: always
    volumes: [data:/data]
    configs: [conf]
    healthcheck: {test: [CMD, /bin/true], interval: 2s}
  setup:
    image: box:1
    command: [/bin/true]
    restart: on-failure
    depends_on: {store: {condition: service_healthy}}
${odd === undefined ? "" : `  odd:\n    ${odd}\n`}volumes: {data: {}}
secrets: {password: {file: ./password}}
configs: {conf: {content: "a: b"}}
${top}`;

describe.skipIf(reason)(`a swarm of two${reason ? `, not run here: ${reason}` : ""}`, () => {
  let stack: SwarmStack;
  beforeAll(async () => {
    const up = await lab.edgeward("up", "--cache", cache, "--memory", "448M");
    assert.equal(up.status, 0, up.err);
    stack = await aSwarmStack(lab, "box:1");
    stack.write({ "compose.yml": compose(), password: "first-password" });
  });
  afterAll(async () => {
    stack?.remove();
    await lab.edgeward("down");
  });
  const up = async (...words: string[]) => {
    const { status, out, err } = await stack.edgeward("up", "--no-verify", ...words);
    assert.equal(status, 0, err);
    return out + err;
  };
  const fails = async (...words: string[]) => {
    const { status, err } = await stack.edgeward("up", "--no-verify", ...words);
    const [first = ""] = err.split("\n").filter((line) => line.includes("error: "));
    return { status, first };
  };

  test("a dry run shows what would be done, and does none of it", async () => {
    const shown = await up("--dry-run");
    assert.match(shown, /create network plant_default: it is not there/);
    assert.match(shown, /create service plant_setup/);
    assert.doesNotMatch(shown, /first-password/);
    assert.deepEqual([await listed("service"), await listed("secret"), await listed("config")], [[], [], []]);
    assert.equal(existsSync(join(stack.directory, ".edgeward")), false);
  });

  test("up ends when each service runs, is healthy, or has done its work", async () => {
    const said = await up();
    assert.match(said, /label node manager edgeward\.pin\.plant\.store/);
    assert.doesNotMatch(said, /first-password/);
    const format = "{{.Name}} {{.CurrentState}}";
    const states = async () =>
      lines(await docker("stack", "ps", "plant", "--format", format)).map((line) =>
        line.split(" ").slice(0, 2).join(" "),
      );
    const others = ["plant_store.1 Running", "plant_web.1 Running", "plant_web.2 Running"];
    const [setup, ...rest] = await states();
    assert.deepEqual(rest, others);
    // Nobody waits for its end, so it may have been seen in the moment that it takes.
    assert.match(setup ?? "", /^plant_setup\.1 (Running|Complete)$/);
    await until(async () => (await states())[0] === "plant_setup.1 Complete");
  });

  test("docker's own commands see the stack, and ps agrees with them", async () => {
    assert.equal(await docker("stack", "ls", "--format", "{{.Name}} {{.Services}}"), "plant 3");
    assert.deepEqual(lines(await docker("stack", "services", "plant", "--format", "{{.Name}} {{.Replicas}}")), [
      "plant_setup 0/1",
      "plant_store 1/1",
      "plant_web 2/2",
    ]);
    const { out } = await stack.edgeward("ps", "--format", "json");
    const ours = (JSON.parse(out) as { tasks: { id: string; task: string; node: string; state: string }[] }).tasks;
    const format = "{{.ID}} {{.Name}} {{.Node}} {{.CurrentState}}";
    const theirs = lines(await docker("stack", "ps", "plant", "--no-trunc", "--format", format));
    assert.deepEqual(
      ours.map(({ id, task, node, state }) => `${id} ${task} ${node} ${state}`).toSorted(),
      theirs.map((line) => line.split(" ").slice(0, 4).join(" ").toLowerCase()),
    );
  });

  test("logs come with the task and the node that they are of", async () => {
    const { out } = await stack.edgeward("logs", "store");
    assert.match(out, /^\S+Z store\.1@manager stored$/m);
  });

  test("up once more restarts nothing", async () => {
    const before = await docker("stack", "ps", "-q", "--no-trunc", "plant");
    const said = await up();
    assert.doesNotMatch(said, /create|update|remove/);
    assert.equal(await docker("stack", "ps", "-q", "--no-trunc", "plant"), before);
  });

  test("a change of one service restarts that one, and another secret comes without a moment without tasks", async () => {
    const store = await tasksOf("store");
    stack.write({ "compose.yml": compose({ web: "two" }), password: "second-password" });
    const fewest = await whileRunning(
      () => docker("service", "ps", "plant_web"),
      async () => {
        const said = await up();
        assert.match(said, /update service plant_web .*Secrets/);
        assert.match(said, /remove secret plant_password_/);
        assert.doesNotMatch(said, /second-password/);
      },
    );
    assert.ok(fewest >= 2, `once there were ${fewest} tasks`);
    assert.deepEqual(await tasksOf("store"), store);
    assert.equal((await listed("secret")).length, 1);
  });

  test("what somebody changed by hand is changed back", async () => {
    await docker("service", "update", "-d", "--env-add", "INTRUDER=1", "plant_store");
    assert.match(await up(), /update service plant_store .*somebody changed Env/);
    assert.equal(
      await docker("service", "inspect", "plant_store", "--format", "{{.Spec.TaskTemplate.ContainerSpec.Env}}"),
      "[]",
    );
  });

  test("a network with other options, a foreign network and a foreign stack are refused, and left as they are", async () => {
    const id = await docker("network", "create", "-d", "overlay", "other_default");
    stack.write({ "compose.yml": compose().replace("name: plant", "name: other") });
    const taken = await fails();
    assert.deepEqual([taken.status, /other_default is taken by another network/.test(taken.first)], [2, true]);
    assert.equal(await docker("network", "inspect", "other_default", "--format", "{{.ID}}"), id);
    await docker("network", "rm", "other_default");
    await docker(
      "service",
      "create",
      "-d",
      "--name",
      "other_x",
      "-l",
      "com.docker.stack.namespace=other",
      "box:1",
      "/bin/sleep",
      "1000",
    );
    const foreign = await fails();
    assert.deepEqual([foreign.status, /stack other that Edgeward did not deploy/.test(foreign.first)], [2, true]);
    await stack.edgeward("down", "-p", "other");
    assert.deepEqual((await listed("service")).includes("other_x"), true);
    await docker("service", "rm", "other_x");
    stack.write({ "compose.yml": compose({ top: "networks: {default: {attachable: true}}" }) });
    const others = await fails();
    assert.deepEqual([others.status, /attachable is false and should be true/.test(others.first)], [2, true]);
    stack.write({ "compose.yml": compose() });
  });

  test.each<[string, string, RegExp]>([
    ["an image that is nowhere", "image: absent:1", /plant_odd: No such image: absent:1/],
    [
      "constraints that no node meets",
      "image: box:1\n    deploy: {placement: {constraints: [node.labels.site == moon]}}",
      /plant_odd: no suitable node \(scheduling constraints not satisfied on 2 nodes\)/,
    ],
    [
      "a program that fails",
      'image: box:1\n    command: [/bin/sh, -c, "echo no config; exit 3"]\n    restart: always',
      /plant_odd: exit status 3; it said last: no config/,
    ],
    [
      "a zone without nodes",
      "image: box:1\n    x-edgeward: {zone: device}",
      /no node is in the zone device, where plant_odd is to run/,
    ],
  ])("%s is told in one line", async (_, service, told) => {
    stack.write({ "compose.yml": compose({ odd: service }) });
    const { status, first } = await fails();
    assert.match(first, told);
    assert.ok(status === 3 || status === 2, `${status}`);
  });

  test("down takes all of it away and nothing else, without a compose file, and twice", async () => {
    await docker("secret", "create", "theirs", join(stack.directory, "password"));
    const { status, err } = await stack.edgeward("down", "--volumes", "-p", "plant");
    assert.equal(status, 0, err);
    assert.deepEqual([await listed("service"), await listed("secret"), await listed("config")], [[], ["theirs"], []]);
    assert.deepEqual(
      (await listed("network")).filter((name) => name.startsWith("plant")),
      [],
    );
    for (const host of ["manager", "worker-1"]) {
      assert.equal(await lab.docker(host, "volume", "ls", "-q"), "");
      assert.equal(await lab.docker(host, "ps", "-aq"), "");
    }
    assert.equal(await docker("node", "inspect", "manager", "--format", "{{.Spec.Labels}}"), "map[]");
    assert.equal((await stack.edgeward("down", "--volumes", "-p", "plant")).status, 0);
    await docker("secret", "rm", "theirs");
  });

  test("down --leave dissolves the swarm", async () => {
    const { status, err } = await stack.edgeward("down", "--volumes", "--leave", "-p", "plant");
    assert.equal(status, 0, err);
    for (const host of ["manager", "worker-1"])
      await until(async () => (await lab.docker(host, "info", "--format", "{{.Swarm.LocalNodeState}}")) === "inactive");
  });
});

/** @returns how few running tasks were seen while something was done */
async function whileRunning(look: () => Promise<string>, work: () => Promise<void>): Promise<number> {
  let over = false;
  let fewest = Number.POSITIVE_INFINITY;
  const watching = (async () => {
    while (!over) {
      const running = (await look())
        .split("\n")
        .filter((line) => / Running +Running /.test(line) || /Shutdown +Running /.test(line));
      fewest = Math.min(fewest, running.length);
      await sleep(300);
    }
  })();
  await work().finally(() => {
    over = true;
  });
  await watching;
  return fewest;
}
