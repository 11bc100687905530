/**
 * `up` and `down` killed at each change that they make, just before the engine hears of it and just after it was done; run again, each goes
 * on from there. Then, on the same lab, what else is told of nowhere else: an engine that restarts, ssh, global services, jobs, terminals.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { aLab, cache, until } from "./a-lab.ts";
import { cannotRun } from "./cannot-run.ts";
import { Gate, type Moment } from "./gate.ts";
import { aSwarmStack, type SwarmStack } from "./swarm-stack.ts";
import { stateOf } from "./swarm-state.ts";

const reason = cannotRun();
const lab = aLab(`kill-${process.pid.toString(36)}`);
const docker = (...words: string[]) => lab.docker("manager", ...words);
const lines = (text: string) => text.split("\n").filter(Boolean).toSorted();
const loop = (text: string) => `["/bin/sh", "-c", "trap 'exit 0' TERM; echo ${text}; while :; do sleep 1; done"]`;

/** Has each kind of object, data on either host, an image that one host lacks, and a service that waits for another. */
const compose = (more = "", web = "web") => `
name: plant
services:
  web:
    image: box:2
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
  edge:
    image: box:1
    command: ${loop("edge")}
    restart: always
    volumes: [readings:/data]
    deploy: {placement: {constraints: [node.role == worker]}}
  setup:
    image: box:1
    command: [/bin/true]
    restart: on-failure
    depends_on: {store: {condition: service_healthy}}
${more}volumes: {data: {}, readings: {}}
secrets: {password: {file: ./password}}
configs: {conf: {content: "a: b"}}
`;
const before = { "compose.yml": compose(`  old:\n    image: box:1\n    command: ${loop("old")}\n`), password: "first" };
const after = { "compose.yml": compose(), password: "second" };

const modes = `
name: modes
services:
  each:
    image: box:1
    tty: true
    command: ${loop("shown")}
    restart: always
    deploy: {mode: global}
  job:
    image: box:1
    command: [/bin/true]
    deploy: {mode: replicated-job, replicas: 2}
  last:
    image: box:1
    command: ${loop("last")}
    restart: always
    depends_on: {job: {condition: service_completed_successfully}}
`;

/** More than there can be: who makes no headway is found out. */
const most = 60;

describe.skipIf(reason)(`killed on a swarm of two${reason ? `, not run here: ${reason}` : ""}`, () => {
  let stack: SwarmStack;
  const gate = new Gate();
  let manager = "";
  let whole: readonly string[] = [];
  beforeAll(async () => {
    const up = await lab.edgeward("up", "--cache", cache, "--memory", "448M");
    assert.equal(up.status, 0, up.err);
    const worker = await gate.before(lab.socket("worker-1"), join(lab.directory, "gate-worker.sock"));
    manager = await gate.before(lab.socket("manager"), join(lab.directory, "gate-manager.sock"));
    stack = await aSwarmStack(lab, "box:1", worker);
    await docker("tag", "box:1", "box:2");
  });
  afterAll(async () => {
    gate.close();
    stack?.remove();
    await lab.edgeward("down");
  });
  const up = async (...words: string[]) => {
    const { status, out, err } = await stack.edgeward("up", "--no-verify", ...words);
    assert.equal(status, 0, err);
    return out + err;
  };

  /** @returns each change at which it was killed, and when, in their order */
  const killedAtEach = async (...words: [string, ...string[]]): Promise<readonly string[]> => {
    const kills: string[] = [];
    for (let run = 0; run < most; run++) {
      const moment: Moment = run % 2 === 0 ? "before" : "after";
      const { killedAt, status, err } = await gate.killAtChange(moment, stack.start(...words, "-H", manager));
      if (killedAt === undefined) {
        assert.equal(status, 0, err);
        return kills;
      }
      kills.push(`${moment} ${kindOf(killedAt)}`);
    }
    assert.fail(`no end after ${kills.join(", ")}`);
  };
  const bothAt = (...changes: string[]) => changes.flatMap((change) => [`before ${change}`, `after ${change}`]);

  test("down --volumes goes on from each, until nothing is left on either host", async () => {
    stack.write(after);
    await up();
    whole = await stateOf(lab, "plant");
    const kills = await killedAtEach("down", "--volumes");
    assert.deepEqual(
      kills.toSorted(),
      bothAt(
        ...Array.from({ length: 4 }, () => "DELETE services"),
        ...["DELETE networks", "DELETE secrets", "DELETE configs", "DELETE volumes", "DELETE volumes"],
        ...["POST nodes", "POST nodes"],
      ).toSorted(),
    );
    assert.deepEqual(await stateOf(lab, "plant"), []);
    for (const host of ["manager", "worker-1"]) assert.equal(await lab.docker(host, "ps", "-aq"), "");
  });

  test("up goes on from each", async () => {
    await lab.docker("worker-1", "rmi", "box:2");
    stack.write(before);
    const kills = await killedAtEach("up", "--no-verify");
    assert.deepEqual(
      kills,
      bothAt(
        ...["POST nodes", "POST nodes", "POST networks", "POST secrets", "POST configs", "POST images"],
        ...Array.from({ length: 5 }, () => "POST services"),
      ),
    );
  });

  test("so does one that changes, replaces and clears away, and leaves what one that nobody killed does", async () => {
    stack.write(after);
    const kills = await killedAtEach("up", "--no-verify");
    assert.deepEqual(kills, bothAt("POST secrets", "DELETE services", "POST services", "DELETE secrets"));
    assert.deepEqual(await stateOf(lab, "plant"), whole);
  });

  test("the manager's engine is restarted in the middle of up, and it goes on", async () => {
    stack.write({ "compose.yml": compose("", "three") });
    const format = "{{index .Spec.TaskTemplate.ContainerSpec.Args 2}}";
    const was = await docker("service", "inspect", "plant_web", "--format", format);
    const going = up();
    await until(async () => (await docker("service", "inspect", "plant_web", "--format", format)) !== was);
    await lab.on("manager", "kill $(cat /var/run/docker.pid)");
    await going;
    const running = ["-q", "--filter", "desired-state=running", "plant_web"];
    assert.equal(lines(await docker("service", "ps", ...running)).length, 2);
  });

  test("over ssh: a service on each host, a job, what waits for it, and what prints to a terminal", async () => {
    stack.write({ "compose.yml": modes });
    const over = ["-H", "ssh://root@manager"];
    const said = await up(...over);
    assert.match(said, /ok +modes_job .*done/);
    const { out } = await stack.edgeward("ps", "--format", "json", ...over);
    const tasks = (JSON.parse(out) as { tasks: { task: string; node: string; state: string }[] }).tasks;
    const short = tasks.map(
      ({ task, node, state }) => `${task.split(".")[0]} ${state}${/each/.test(task) ? ` ${node}` : ""}`,
    );
    assert.deepEqual(short.toSorted(), [
      "modes_each running manager",
      "modes_each running worker-1",
      "modes_job complete",
      "modes_job complete",
      "modes_last running",
    ]);
    const { out: printed, err } = await stack.edgeward("logs", "each", ...over);
    assert.deepEqual(
      lines(printed.replaceAll(/^\S+ /gm, "")),
      ["each.all@manager  shown", "each.all@worker-1 shown"],
      err,
    );
    const down = await stack.edgeward("down", ...over);
    assert.equal(down.status, 0, down.err);
    assert.equal(await docker("service", "ls", "-q", "--filter", "name=modes_"), "");
  });
});

const kindOf = (change: string): string => change.replace(/^(\w+) \/v[\d.]+\/(\w+).*$/, "$1 $2");
