/** Hosts become nodes of a swarm and stop being nodes, as a person has it. One lab, so the tests come one after the other. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, test } from "vitest";
import type { NodeFinding } from "../../src/model/node-host.ts";
import { aLab, cache, type Ran, ran, until } from "./a-lab.ts";
import { cannotRun } from "./cannot-run.ts";

const reason = cannotRun();
const lab = aLab(`node-${process.pid.toString(36)}`);
const edgeward = fileURLToPath(new URL("../../bin/edgeward", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "edgeward-node-"));
const swarms = join(scratch, "edgeward", "swarms");
const at = (host: string) => `unix://${lab.socket(host)}`;

/** Nothing that lets a host in, or opens one, is ever printed. */
async function node(...words: string[]): Promise<Ran> {
  const seen = await ran(edgeward, ["node", ...words]);
  assert.doesNotMatch(seen.out + seen.err, /SWM(TKN|KEY)/);
  return seen;
}
async function done(...words: string[]): Promise<string> {
  const { status, out, err } = await node(...words);
  assert.equal(status, 0, err + out);
  return out;
}
const state = (host: string) => lab.docker(host, "info", "--format", "{{.Swarm.LocalNodeState}}");
/** Tokens are compared, not shown. */
const tokenMark = async (role = "worker") =>
  createHash("sha256")
    .update(await lab.docker("manager", "swarm", "join-token", "-q", role))
    .digest("hex");
const listed = async () =>
  (JSON.parse(await done("ls", "-H", at("manager"), "--format", "json")) as { nodes: readonly object[] }).nodes;

describe.skipIf(reason)(`a swarm of two hosts${reason ? `, not run here: ${reason}` : ""}`, () => {
  beforeAll(async () => {
    // The lab's hosts are known to this ssh alone, and no swarm is written down where the person's are.
    writeFileSync(join(scratch, "ssh"), `#!/bin/sh\nexec /usr/bin/ssh -F ${lab.directory}/ssh_config "$@"\n`);
    chmodSync(join(scratch, "ssh"), 0o755);
    Object.assign(process.env, { PATH: `${scratch}:${process.env.PATH}`, XDG_STATE_HOME: scratch });
    const up = await lab.edgeward("up", "--cache", cache, "--memory", "448M");
    assert.equal(up.status, 0, up.err);
  });
  afterAll(async () => {
    await lab.edgeward("down");
    rmSync(scratch, { recursive: true, force: true });
  });

  test("begins with a manager, which stays what it is when one asks again", async () => {
    const before = await node("ls", "-H", at("manager"));
    assert.deepEqual([before.status, /is in no swarm\n +Make one: edgeward node init/.test(before.err)], [3, true]);
    assert.match(await done("init", at("manager")), /^manager is now a manager of swarm \w+\.$/m);
    assert.match(await done("init", at("manager")), /^manager is a manager of swarm \w+ already\.$/m);
    assert.equal(await lab.docker("manager", "info", "--format", "{{.Swarm.NodeAddr}}"), "10.77.0.11");
    const labels = await lab.docker("manager", "node", "inspect", "self", "--format", "{{json .Spec.Labels}}");
    assert.deepEqual(JSON.parse(labels), { "edgeward.zone": "core" });
    assert.deepEqual(
      readdirSync(swarms).map((name) => [name.endsWith(".json"), modeOf(join(swarms, name))]),
      [[true, 0o600]],
    );
  });

  test("takes no host with a wrong clock and a firewall in the way; all is said at once", async () => {
    await lab.on(
      "worker-1",
      "iptables -I INPUT -p udp --dport 4789 -j DROP; iptables -I INPUT -p tcp --dport 7946 -j REJECT; iptables -I INPUT -p esp -j DROP",
    );
    // Over UDP a manager answers no stranger: what its kernel counts tells.
    await lab.on("manager", "iptables -I INPUT -p udp --dport 7946 -j DROP");
    await lab.on("worker-1", 'date -s "+90 sec"');
    const before = await tokenMark();
    const { status, out } = await node("join", "ssh://worker-1", "-H", at("manager"), "--format", "json");
    const { findings } = JSON.parse(out) as { findings: readonly NodeFinding[] };
    const failed = findings.filter(({ verdict }) => verdict === "fail");
    assert.deepEqual([status, failed.map(({ check }) => check)], [1, ["clock", "ports", "ports", "esp"]]);
    assert.match(failed[0]?.what ?? "", /(89|9\d) s ahead of that of manager/);
    assert.match(failed[1]?.what ?? "", /^udp\/7946 at 10\.77\.0\.11 cannot be reached from worker-1$/);
    assert.match(failed[2]?.what ?? "", /^tcp\/7946, udp\/4789 at 10\.77\.0\.12 cannot be reached from manager$/);
    assert.match(failed[3]?.what ?? "", /^ESP \(protocol 50\) from manager does not get to 10\.77\.0\.12/);
    const esp = findings.filter(({ check }) => check === "esp").map(({ node, verdict }) => `${node} ${verdict}`);
    assert.deepEqual(esp, ["manager pass", "worker-1 fail"]);
    assert.deepEqual([await state("worker-1"), await tokenMark()], ["inactive", before]);
    for (const host of ["manager", "worker-1"])
      assert.equal(await lab.docker(host, "ps", "-aq"), "", `left on ${host}`);
    for (const host of ["manager", "worker-1"])
      assert.equal(await lab.on(host, "ip xfrm state; ip xfrm policy list dir out"), "", `IPsec left on ${host}`);
    await lab.on("manager", "iptables -D INPUT 1");
    await lab.on("worker-1", `iptables -F INPUT; date -s @${Math.round(Date.now() / 1000)}`);
  });

  test("takes a sound host over ssh, with its zone and labels, and the token is worth nothing afterwards", async () => {
    const before = await tokenMark();
    // A core service that runs on each node: the swarm puts it on one that joins at once, if it may.
    const core = ["--mode", "global", "--constraint", "node.labels.edgeward.zone != device"];
    await lab.docker("manager", "service", "create", "-d", "--no-resolve-image", "--name", "core", ...core, "none:1");
    const said = await done("join", "ssh://worker-1", "-H", at("manager"), "--label", "rack=2");
    assert.equal(
      await lab.docker("manager", "node", "ps", "-q", "worker-1"),
      "",
      "a core service came to a device node",
    );
    await lab.docker("manager", "service", "rm", "core");
    assert.match(said, /^worker-1 is now a worker of swarm/m);
    assert.doesNotMatch(said, /^(failed|not known)/m);
    assert.notEqual(await tokenMark(), before);
    const [, worker] = await listed();
    const { id: _, platform: __, release: ___, ...seen } = worker as Readonly<Record<string, unknown>>;
    assert.deepEqual(seen, {
      hostname: "worker-1",
      role: "worker",
      leader: false,
      state: "ready",
      availability: "active",
      ip: "10.77.0.12",
      labels: { rack: "2", "edgeward.zone": "device" },
      reach: "ssh://worker-1",
      zone: "device",
    });
  });

  test("takes it only once: joining again says where it is, and labels it", async () => {
    const before = await tokenMark();
    const again = await done("join", at("worker-1"), "-H", at("manager"), "--zone", "edge");
    assert.match(again, /^worker-1 is a worker of swarm \w+ already\.$/m);
    const [, worker] = (await listed()) as readonly { reach: string; zone: string; labels: object }[];
    assert.deepEqual([worker?.reach, worker?.zone], [at("worker-1"), "edge"]);
    assert.equal(await tokenMark(), before);
    const asked = await node("ls", "-H", at("worker-1"));
    assert.deepEqual([asked.status, /is a worker of its swarm[\s\S]*10\.77\.0\.11:2377/.test(asked.err)], [3, true]);
  });

  test("keeps a node that a service cannot do without, and its last manager", async () => {
    const image = await lab.docker("worker-1", "images", "--format", "{{.Repository}}:{{.Tag}}", "edgeward/helper");
    const create = ["service", "create", "-d", "--no-resolve-image", "--constraint", "node.labels.rack == 2"];
    await lab.docker("manager", ...create, "--name", "pinned", image, "/bin/sleep", "1000");
    await until(async () => (await lab.docker("worker-1", "ps", "-q")) !== "");
    const refused = await node("rm", "worker-1", "-H", at("manager"));
    assert.deepEqual([refused.status, /no other node may run pinned/.test(refused.err)], [3, true]);
    assert.equal(await state("worker-1"), "active");
    const last = await node("rm", "manager", "-H", at("manager"));
    assert.deepEqual([last.status, /the last manager/.test(last.err)], [3, true]);
  });

  test("lets a node go once nothing runs there, and nobody knows it any more", async () => {
    const said = await done("rm", "worker-1", "-H", at("manager"), "--force");
    assert.match(said, /no node of this swarm any more\.\nThese have nowhere to run now: pinned\./);
    assert.equal(await state("worker-1"), "inactive");
    assert.deepEqual((await listed()).length, 1);
    const [book = ""] = readdirSync(swarms);
    assert.doesNotMatch(readFileSync(join(swarms, book), "utf8"), /worker-1/);
    assert.match(await done("rm", "worker-1", "-H", at("manager")), /no node worker-1: nothing to remove/);
  });

  test("takes no node of another swarm", async () => {
    await lab.docker("worker-1", "swarm", "init", "--advertise-addr", "10.77.0.12");
    const { status, err } = await node("join", at("worker-1"), "-H", at("manager"));
    assert.deepEqual([status, /manager of another swarm\n +Take it out of there first/.test(err)], [3, true]);
    await lab.docker("worker-1", "swarm", "leave", "--force");
  });

  test("that is locked after a restart opens with the key that was kept", async () => {
    await lab.docker("manager", "swarm", "leave", "--force");
    const made = await done("init", at("manager"), "--autolock", "--no-preflight", "--advertise-addr", "10.77.0.11");
    const [, path = ""] = /its key, which is in (\S+\.unlock-key):/.exec(made) ?? [];
    assert.deepEqual([modeOf(path), /^SWMKEY-/.test(readFileSync(path, "utf8"))], [0o600, true]);
    await lab.on("manager", "kill $(pidof dockerd)");
    await until(async () => (await state("manager").catch(() => "")) === "locked");
    const locked = await node("ls", "-H", at("manager"));
    assert.deepEqual([locked.status, /is locked[\s\S]*edgeward node unlock/.test(locked.err)], [3, true]);
    assert.match(await done("unlock", at("manager")), /^It is open/);
    await until(async () => (await state("manager")) === "active");
    assert.match(await done("unlock", at("manager")), /not locked: nothing to do/);
  });
});

const modeOf = (path: string): number => statSync(path).mode & 0o777;
