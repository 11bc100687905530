/** A lab as a person has it: made, used for a swarm, broken, mended and taken down. One lab, so the tests come one after the other. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readlinkSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { aLab, cache, until } from "./a-lab.ts";
import { cannotRun } from "./cannot-run.ts";

const reason = cannotRun();
const lab = aLab(`test-${process.pid.toString(36)}`);
const hosts = ["manager", "worker-1"] as const;
const up = (...words: string[]) => lab.edgeward("up", "--cache", cache, ...words);

describe.skipIf(reason)(`two hosts${reason ? `, not run here: ${reason}` : ""}`, () => {
  let scratch = "";
  let first: Awaited<ReturnType<typeof up>>;
  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), "edgeward-lab-"));
    first = await up("--memory", "448M");
  });
  afterAll(async () => {
    await lab.edgeward("down");
    rmSync(scratch, { recursive: true, force: true });
  });

  test("are up, and the last lines make a swarm of them", () => {
    assert.equal(first.status, 0, first.err);
    assert.match(first.err, /^ok +manager started .*Docker Engine 26/m);
    assert.deepEqual(first.out.trim().split("\n").slice(-2), [
      `  npx edgeward node init unix://${lab.socket("manager")}`,
      `  npx edgeward node join unix://${lab.socket("worker-1")} -H unix://${lab.socket("manager")}`,
    ]);
  });

  test("have a real engine each, at a socket that only root may use", async () => {
    for (const host of hosts) {
      assert.match(await lab.docker(host, "version", "--format", "{{.Server.Version}}"), /^26\./);
      const info = JSON.parse(await lab.docker(host, "info", "--format", "{{json .}}")) as {
        Name: string;
        MemTotal: number;
      };
      assert.equal(info.Name, host);
      assert.ok(info.MemTotal < 448 * 2 ** 20 && info.MemTotal > 384 * 2 ** 20, `${info.MemTotal}`);
      assert.deepEqual([modeOf(lab.socket(host)), modeOf(lab.directory)], [0o600, 0o700]);
    }
  });

  test("run commands with the words, the streams and the exit status that one gives them", async () => {
    assert.equal(await lab.on("worker-1", "hostname; echo $((6*7))"), "worker-1\n42");
    assert.match((await lab.edgeward("ssh", "manager", "docker", "--version")).out, /^Docker version 26/);
    assert.equal((await lab.edgeward("ssh", "manager", "exit 7")).status, 7);
    const absent = await lab.edgeward("ssh", "worker-9", "true");
    assert.deepEqual([absent.status, /no host worker-9/.test(absent.err)], [2, true]);
  });

  test("see no file of this machine's, and no network but their own", async () => {
    assert.equal(await lab.on("manager", "mount -t hostfs none /mnt && ls -A /mnt; umount /mnt"), "");
    assert.equal(await lab.on("manager", "ip -4 route show default"), "");
    const [mine, theirs] = ["self", lab.pidOf("manager")].map((pid) => readlinkSync(`/proc/${pid}/ns/net`));
    assert.notEqual(mine, theirs);
  });

  test("are kept when the lab is brought up again", async () => {
    const before = hosts.map((host) => lab.pidOf(host));
    const again = await up();
    assert.equal(again.status, 0, again.err);
    assert.match(again.err, /^ok +worker-1 runs /m);
    assert.deepEqual(
      hosts.map((host) => lab.pidOf(host)),
      before,
    );
  });

  test("make a swarm, and an encrypted overlay between them carries what is sent as ESP", async () => {
    await lab.docker("manager", "swarm", "init", "--advertise-addr", "10.77.0.11");
    const token = await lab.docker("manager", "swarm", "join-token", "-q", "worker");
    await lab.docker("worker-1", "swarm", "join", "--token", token, "10.77.0.11:2377");
    await lab.docker("manager", "network", "create", "-d", "overlay", "--attachable", "--opt", "encrypted", "lab");
    const image = boxIn(scratch);
    for (const host of hosts) await lab.docker(host, "import", image, "box");
    const canary = randomUUID();
    const serve = `while :; do echo ${canary} | nc -l -p 9000; done`;
    await lab.docker(
      "manager",
      "run",
      "-d",
      "--name",
      "one",
      "--network",
      "lab",
      "box",
      "/bin/busybox",
      "sh",
      "-c",
      serve,
    );
    // The first look-ups on a new overlay may find nothing.
    const ask = "until nc -w 5 one 9000 < /dev/null | grep .; do sleep 1; done";
    assert.equal(
      await lab.docker("worker-1", "run", "--rm", "--network", "lab", "box", "/bin/busybox", "sh", "-c", ask),
      canary,
    );
    for (const host of hosts) {
      assert.ok(packetsIn(await lab.on(host, "ip -s xfrm state")) > 0, `${host}: nothing went through ESP`);
    }
  });

  test("come back as the same node after the machine under one of them was killed, and the other goes on meanwhile", async () => {
    const node = await lab.docker("worker-1", "info", "--format", "{{.Swarm.NodeID}}");
    const [manager, worker] = hosts.map((host) => lab.pidOf(host));
    process.kill(worker ?? 0, "SIGKILL");
    const gone = await lab.edgeward("ssh", "worker-1", "true");
    assert.deepEqual([gone.status, /worker-1 is not running/.test(gone.err)], [3, true]);
    const again = await up("--memory", "448M");
    assert.equal(again.status, 0, again.err);
    assert.deepEqual([lab.pidOf("manager") === manager, lab.pidOf("worker-1") === worker], [true, false]);
    await until(
      async () => (await lab.docker("manager", "node", "inspect", node, "--format", "{{.Status.State}}")) === "ready",
    );
    assert.equal(await lab.docker("worker-1", "info", "--format", "{{.Swarm.NodeID}}"), node);
  });

  test("can be switched off from inside", async () => {
    const worker = lab.pidOf("worker-1");
    assert.equal((await lab.edgeward("ssh", "worker-1", "poweroff")).status, 0);
    await until(async () => !existsSync(`/proc/${worker}/fd/0`));
  });

  test("are gone without a trace when the lab is taken down, and the image stays", async () => {
    assert.notDeepEqual(lab.traces(), [], "the look for traces finds none of a lab that is there");
    const down = await lab.edgeward("down");
    assert.equal(down.status, 0, down.err);
    assert.deepEqual(lab.traces(), []);
    assert.match(execFileSync("ls", [cache], { encoding: "utf8" }), /^lab-trixie-[0-9a-f]+\.ext4$/m);
    assert.match((await lab.edgeward("down")).out, /nothing to remove/);
  });

  test("are gone, too, where `up` was killed in the middle and what it had written down is lost", async () => {
    const upping = lab.start("up", "--cache", cache, "--memory", "256M");
    await until(async () => lab.traces().some((trace) => trace.includes("umid=worker-1")));
    upping.kill("SIGKILL");
    rmSync(join(lab.directory, "state.json"));
    const down = await lab.edgeward("down");
    assert.equal(down.status, 0, down.err);
    assert.deepEqual(lab.traces(), []);
  });
});

const modeOf = (path: string): number => statSync(path).mode & 0o777;

/** Packets of all ESP states. @see ip-xfrm(8) */
function packetsIn(states: string): number {
  const esp = states.split(/^src /m).filter((state) => state.includes("proto esp"));
  const counts = esp.map((state) => Number(/lifetime current:\s+\d+\(bytes\), (\d+)\(packets\)/.exec(state)?.[1] ?? 0));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** No registry is reachable: an image of this machine's busybox, which needs no library. */
function boxIn(directory: string): string {
  const archive = join(directory, "box.tar");
  const busybox = ["/bin/busybox", "/usr/bin/busybox"].find((path) => existsSync(path)) ?? "";
  execFileSync("tar", ["-cf", archive, "--transform=s,.*,bin/busybox,", busybox], { stdio: "pipe" });
  return archive;
}
