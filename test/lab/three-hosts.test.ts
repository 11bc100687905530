/** A swarm of three: managers that outlive one of them, a stack on all nodes, nodes that go. One lab, one test after the other. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, test } from "vitest";
import { aLab, cache, ran, until } from "./a-lab.ts";
import { cannotRun } from "./cannot-run.ts";
import { Gate } from "./gate.ts";
import { boxIn } from "./swarm-stack.ts";

const reason = cannotRun();
const lab = aLab(`three-${process.pid.toString(36)}`);
const main = fileURLToPath(new URL("../../dist/main.cjs", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "edgeward-three-"));
const project = join(scratch, "plant");
const at = (host: string) => `unix://${lab.socket(host)}`;
const ours = (...words: string[]) => ran(process.execPath, [main, ...words]);
const done = async (...words: string[]) => {
  const { status, out, err } = await ours(...words);
  assert.equal(status, 0, err + out);
  return out + err;
};
const file = join(project, "compose.yml");
const onSwarm = (command: string, manager: string, ...words: string[]) =>
  ours(command, "--engine", "swarm", "-f", file, "-H", at(manager), ...words);
const lines = (text: string) => text.split("\n").filter(Boolean).toSorted();
const loop = `["/bin/sh", "-c", "trap 'exit 0' TERM; while :; do sleep 1; done"]`;

const compose = `
name: plant
services:
  each: {image: "box:1", command: ${loop}, restart: always, deploy: {mode: global}}
  roam:
    image: box:1
    command: ${loop}
    restart: always
    deploy: {replicas: 2, placement: {constraints: [node.labels.site == edge]}}
  store:
    image: box:1
    command: ${loop}
    restart: always
    volumes: [data:/data]
    deploy: {placement: {constraints: [node.labels.rack == one]}}
volumes: {data: {}}
`;

interface Node {
  readonly hostname: string;
  readonly role: string;
  readonly leader: boolean;
  readonly state: string;
}
const nodes = async (manager: string) => {
  const { status, out, err } = await ours("node", "ls", "-H", at(manager), "--format", "json");
  assert.equal(status, 0, err);
  return (JSON.parse(out) as { nodes: readonly Node[] }).nodes;
};
/** While managers elect a leader nobody answers: then it is not so yet. */
const allNodes = async (manager: string, isSo: (all: readonly Node[]) => boolean) =>
  until(async () => nodes(manager).then(isSo, () => false));
const isBack = (all: readonly Node[]) => all.length === 3 && all.every(({ state }) => state === "ready");
const isDown = (host: string) => (all: readonly Node[]) =>
  all.some(({ hostname, state }) => hostname === host && state === "down");
/** Where tasks run that shall run: `each worker-1`. */
const tasks = async (manager: string) =>
  lines(
    await lab.docker(
      manager,
      "stack",
      "ps",
      "plant",
      "--filter",
      "desired-state=running",
      "--format",
      "{{.Name}} {{.Node}} {{.CurrentState}}",
    ),
  )
    .map((line) => line.replace(/^plant_(\w+)\.\S+ (\S+) (\w+).*/, "$1 $2 $3"))
    .toSorted();
const tokens = async () =>
  Promise.all(["worker", "manager"].map((role) => lab.docker("manager", "swarm", "join-token", "-q", role)));

describe.skipIf(reason)(`a swarm of three hosts${reason ? `, not run here: ${reason}` : ""}`, () => {
  const gate = new Gate();
  beforeAll(async () => {
    mkdirSync(project);
    writeFileSync(file, compose);
    Object.assign(process.env, { XDG_STATE_HOME: scratch, NO_COLOR: "1" });
    const up = await lab.edgeward("up", "--hosts", "3", "--cache", cache, "--memory", "448M");
    assert.equal(up.status, 0, up.err);
    await done("node", "init", at("manager"), "--no-preflight", "--advertise-addr", "10.77.0.11");
  });
  afterAll(async () => {
    gate.close();
    await lab.edgeward("down");
    rmSync(scratch, { recursive: true, force: true });
  });

  test("a join that is killed when the host has joined is made good by the next: its token lets nobody in", async () => {
    const before = await tokens();
    const slow = await gate.before(lab.socket("worker-1"), join(scratch, "gate.sock"));
    const words = ["node", "join", slow, "-H", at("manager"), "--no-preflight", "--advertise-addr", "10.77.0.12"];
    const child = spawn(process.execPath, [main, ...words], { stdio: ["ignore", "ignore", "pipe"] });
    const { killedAt } = await gate.killAtChange("after", child);
    assert.match(killedAt ?? "", /^POST .*\/swarm\/join$/);
    assert.equal(await lab.docker("worker-1", "info", "--format", "{{.Swarm.LocalNodeState}}"), "active");
    assert.deepEqual(await tokens(), before, "nobody was left to renew it");
    const labels = ["--label", "site=edge", "--label", "rack=one"];
    const again = await done("node", "join", at("worker-1"), "-H", at("manager"), ...labels);
    assert.match(again, /token renewed .*an earlier run left the one for workers lent/);
    const after = await tokens();
    assert.deepEqual([after[0] === before[0], after[1] === before[1]], [false, true]);
    assert.match(await done("node", "join", at("worker-1"), "-H", at("manager"), "--zone", "device"), /already\.\n?/);
    assert.deepEqual(await tokens(), after, "nothing is owed any more");
  });

  test("no host joins that another node keeps out, though the manager lets it in", async () => {
    await lab.on("worker-1", "iptables -I INPUT -s 10.77.0.13 -p udp --dport 4789 -j DROP");
    const words = ["node", "join", at("worker-2"), "-H", at("manager"), "--format", "json"];
    const { status, out, err } = await ours(...words);
    await lab.on("worker-1", "iptables -D INPUT 1");
    const { findings } = JSON.parse(out) as { findings: readonly Readonly<Record<string, string>>[] };
    const of = (check: string) =>
      findings.filter((one) => one.check === check).map(({ node, verdict, what }) => `${node} ${verdict}: ${what}`);
    assert.deepEqual(
      [status, of("ports"), of("esp")],
      [
        1,
        [
          "worker-2 pass: nobody holds the swarm's ports",
          "manager pass: worker-2 reaches its ports",
          "worker-2 pass: manager reaches its ports",
          "worker-1 fail: udp/4789 at 10.77.0.12 cannot be reached from worker-2",
          "worker-2 pass: worker-1 reaches its ports",
        ],
        [
          "manager pass: ESP (protocol 50) from worker-2 gets there",
          "worker-2 pass: ESP (protocol 50) from manager gets there",
          "worker-1 pass: ESP (protocol 50) from worker-2 gets there",
          "worker-2 pass: ESP (protocol 50) from worker-1 gets there",
        ],
      ],
      err,
    );
    assert.equal(await lab.docker("worker-2", "info", "--format", "{{.Swarm.LocalNodeState}}"), "inactive");
    for (const host of ["manager", "worker-1", "worker-2"])
      assert.equal(await lab.docker(host, "ps", "-aq"), "", `left on ${host}`);
  });

  test("a host joins as a manager, and a worker becomes one", async () => {
    const as = ["--manager", "--no-preflight", "--advertise-addr", "10.77.0.13", "--label", "site=edge"];
    assert.match(await done("node", "join", at("worker-2"), "-H", at("manager"), ...as), /^worker-2 is now a manager/m);
    await done("node", "join", at("worker-1"), "-H", at("manager"), "--manager");
    await until(
      async () => (await lab.docker("worker-1", "info", "--format", "{{.Swarm.ControlAvailable}}")) === "true",
    );
    assert.deepEqual(
      (await nodes("worker-1")).map(({ hostname, role, leader, state }) => `${hostname} ${role} ${leader} ${state}`),
      ["manager manager true ready", "worker-1 manager false ready", "worker-2 manager false ready"],
    );
  });

  test("a stack is on all three as promised, and what goes between each two of them is encrypted", async () => {
    await lab.docker("manager", "import", boxIn(scratch), "box:1");
    const up = await onSwarm("up", "manager", "--no-verify");
    assert.equal(up.status, 0, up.err);
    const seen = await tasks("manager");
    assert.deepEqual(
      seen.filter((one) => one.startsWith("each")),
      ["each manager Running", "each worker-1 Running", "each worker-2 Running"],
    );
    assert.deepEqual(
      seen.filter((one) => / manager /.test(one)),
      ["each manager Running"],
    );
    const { out, err, status } = await onSwarm("verify", "manager", "--format", "json");
    const { findings } = JSON.parse(out) as {
      findings: readonly { probe: string; verdict: string; evidence: string }[];
    };
    const bad = findings.filter(({ verdict }) => verdict !== "pass");
    assert.deepEqual([bad, status], [[], 0], err);
    const wire = findings.find(({ probe }) => probe === "overlay-encrypted")?.evidence ?? "";
    assert.match(wire, /6 canaries between manager, worker-1, worker-2 delivered, none on the wire/);
    assert.ok(findings.some(({ probe, evidence }) => probe === "placed-as-promised" && evidence.startsWith("3 tasks")));
  });

  test("when the leader's engine is gone, another manager answers: node ls, ps, up and a changed up", async () => {
    await lab.on("manager", "chmod -x /usr/sbin/dockerd; kill -9 $(pidof dockerd)");
    await until(async () => (await ours("node", "ls", "-H", at("worker-1"))).status === 0);
    await allNodes("worker-1", isDown("manager"));
    assert.equal(
      (await nodes("worker-1")).filter(({ leader, hostname }) => leader && hostname !== "manager").length,
      1,
    );
    const ps = await onSwarm("ps", "worker-1");
    assert.deepEqual([ps.status, /roam/.test(ps.out)], [0, true], ps.err);
    writeFileSync(file, compose.replace("replicas: 2", "replicas: 3"));
    const up = await onSwarm("up", "worker-1", "--no-verify", "--timeout", "2m");
    assert.equal(up.status, 0, up.err);
    assert.equal((await tasks("worker-1")).filter((one) => /^roam \S+ Running/.test(one)).length, 3);
    await lab.on("manager", "chmod +x /usr/sbin/dockerd");
    await allNodes("worker-1", isBack);
  });

  test("down --volumes says which node it could not look at, and finishes when that is back", async () => {
    // A manager, too: the two others go on.
    await lab.on("worker-1", "poweroff").catch(() => undefined);
    await allNodes("manager", isDown("worker-1"));
    const down = await onSwarm("down", "manager", "--volumes", "--timeout", "20s");
    assert.equal(down.status, 3, down.err);
    assert.match(down.err, /worker-1/);
    assert.doesNotMatch(down.err, /nothing of plant is left/);
    const up = await lab.edgeward("up", "--hosts", "3", "--cache", cache, "--memory", "448M");
    assert.equal(up.status, 0, up.err);
    await allNodes("manager", isBack);
    const again = await onSwarm("down", "manager", "--volumes");
    assert.deepEqual([again.status, /nothing of plant is left/.test(again.err)], [0, true], again.err);
    for (const host of ["manager", "worker-1"]) {
      assert.equal(await lab.docker(host, "volume", "ls", "-q"), "", host);
      assert.equal(await lab.docker(host, "ps", "-a", "--format", "{{.Names}} {{.Status}} {{.Labels}}"), "", host);
    }
  });

  test("a node goes, and what ran there runs on another", async () => {
    const create = ["service", "create", "-d", "--no-resolve-image", "--constraint", "node.labels.site == edge"];
    await lab.docker(
      "manager",
      ...create,
      "--name",
      "roam",
      "--replicas",
      "2",
      "box:1",
      "/bin/sh",
      "-c",
      "while :; do sleep 1; done",
    );
    const onEach = async () =>
      lines(
        await lab.docker(
          "manager",
          "service",
          "ps",
          "roam",
          "--filter",
          "desired-state=running",
          "--format",
          "{{.Node}} {{.CurrentState}}",
        ),
      )
        .map((line) => line.split(" ").slice(0, 2).join(" "))
        .toSorted()
        .join(", ");
    await until(async () => (await onEach()) === "worker-1 Running, worker-2 Running");
    const gone = await done("node", "rm", "worker-2", "-H", at("manager"));
    assert.match(gone, /^worker-2 is no node of this swarm any more/m);
    assert.equal(await lab.docker("worker-2", "info", "--format", "{{.Swarm.LocalNodeState}}"), "inactive");
    await until(async () => (await onEach()) === "worker-1 Running, worker-1 Running");
    assert.deepEqual(
      (await nodes("manager")).map(({ hostname }) => hostname),
      ["manager", "worker-1"],
    );
  });
});
