/** Two hands at once, interruptions at any moment, full disks, damaged files: what people and machines do to a stack. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { type AStack, aStack, eventually } from "./a-stack.ts";

const healthy = async (stack: AStack) => (await stack.edgeward("ps")).out.includes("4 of 4 services healthy");

/** Every process that knows this directory: hosts, supervisors, commands of agents. */
function processes(directory: string): readonly string[] {
  return execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(directory));
}

const supervisors = () =>
  execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8" })
    .split("\n")
    .filter((line) => / supervise /.test(line));

test("two `up` at the same moment end with one stack, watched over by one", async () => {
  await using stack = await aStack();
  const both = await Promise.all([
    stack.edgeward("up", "-d", "--no-verify"),
    stack.edgeward("up", "-d", "--no-verify"),
  ]);
  assert.deepEqual(
    both.map((one) => one.status),
    [0, 0],
    both.map((one) => one.err).join("\n---\n"),
  );
  assert.ok(await healthy(stack));
  const watching = await stack.supervisor();
  assert.equal(supervisors().filter((line) => line.includes(`${watching} `)).length, 1);
  await stack.edgeward("down", "--volumes", "--keys");
  assert.deepEqual(processes(stack.directory), []);
});

test("an `up -d` that is interrupted at any moment leaves nothing that `down` does not remove", async () => {
  await using stack = await aStack();
  for (const afterMs of [120, 300, 450, 600, 750, 900, 1100]) {
    const up = stack.start("up", "-d", "--no-verify");
    const exited = new Promise((resolve) => up.once("exit", resolve));
    await sleep(afterMs);
    up.kill("SIGINT");
    await exited;
    assert.equal((await stack.edgeward("down", "--volumes", "--keys")).status, 0);
    // A supervisor that was not asked to stay leaves by itself.
    await eventually(`nothing left after ${afterMs} ms`, async () => processes(stack.directory).length === 0);
    assert.ok(!(await readdir(stack.directory)).includes(".edgeward"), `after ${afterMs} ms`);
  }
});

test("a new `up` takes over from one in the foreground, and the services do not notice", async () => {
  await using stack = await aStack();
  const first = stack.start("up", "--no-verify");
  const said: string[] = [];
  first.stderr?.on("data", (chunk) => said.push(String(chunk)));
  await eventually("the first", async () => said.join("").includes("Ctrl-C"));
  const before = await stack.pids();
  const exited = new Promise((resolve) => first.once("exit", resolve));
  assert.equal((await stack.edgeward("up", "-d", "--no-verify")).status, 0);
  await exited;
  assert.deepEqual(await stack.pids(), before);
  assert.match(said.join(""), /taken over/);
});

test("an `up` that cannot finish leaves the rest of a running stack as it was, and watched over", async () => {
  await using stack = await aStack();
  await stack.edgeward("up", "-d", "--no-verify");
  const squatter = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => squatter.once("listening", resolve));
  const address = squatter.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const changed = { ...stack, environment: { ...stack.environment, MQTT_PORT: `${port}` } };
  const { ran, main } = await import("./a-stack.ts");
  const up = await ran(process.execPath, [main, "up", "-d", "--no-verify"], stack.directory, changed.environment);
  squatter.close();
  assert.equal(up.status, 3);
  assert.match(up.err, /is already taken/);
  assert.ok(await stack.supervisor());
  // As soon as the port is free, whoever watches starts what is missing.
  await eventually("all of it", async () =>
    (await ran(process.execPath, [main, "ps"], stack.directory, changed.environment)).out.includes("4 of 4"),
  );
});

test("keys that were renewed reach the services with the next `up`, and everything is proven again", async () => {
  await using stack = await aStack();
  await stack.edgeward("up", "-d", "--no-verify");
  const authority = () => readFile(stack.generated("operator", "ca"), "utf8");
  const before = await authority();
  await rename(join(stack.directory, ".edgeward/keys"), join(stack.directory, "old-keys"));
  const up = await stack.edgeward("up", "-d");
  // The probes trust the new authority alone, and log in with the new passwords alone.
  assert.equal(up.status, 0, up.out + up.err);
  assert.notEqual(await authority(), before);
  assert.ok(await healthy(stack));
});

test("a secret whose rights somebody widens fails the next verification, and passes when it is mended", async () => {
  await using stack = await aStack();
  assert.equal((await stack.edgeward("up", "-d")).status, 0);
  await chmod(stack.generated("agent", "mqtt_password"), 0o644);
  const verify = await stack.edgeward("verify", "--format", "json");
  assert.equal(verify.status, 1);
  const failed = JSON.parse(verify.out).findings.filter((finding: { verdict: string }) => finding.verdict !== "pass");
  assert.deepEqual(
    failed.map((finding: { probe: string; verdict: string }) => [finding.probe, finding.verdict]),
    [["private-files", "fail"]],
  );
  await chmod(stack.generated("agent", "mqtt_password"), 0o600);
  assert.equal((await stack.edgeward("verify")).status, 0);
});

test("a host does not answer to whoever finds its socket", async () => {
  await using stack = await aStack();
  await stack.edgeward("up", "-d", "--no-verify");
  const path = join(stack.directory, ".edgeward/run/agent/control");
  for (const request of [
    '{"ask":"status"}',
    '{"ask":"status","token":"guess"}',
    '{"ask":"shutdown","token":""}',
    "not json",
  ]) {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(path, () => socket.write(`${request}\n`));
      let text = "";
      socket
        .on("data", (chunk) => (text += chunk))
        .on("close", () => resolve(text))
        .on("error", () => resolve(text));
    });
    assert.equal(answer, "", request);
  }
  assert.ok(await healthy(stack));
});

test.each(["not json", '{"version":1,"processes":{"core":null}}', '{"version":1,"processes":{},"supervisor":5}'])(
  "with a state that is %s, everybody says what to do, and `down` finds what runs all the same",
  async (text) => {
    await using stack = await aStack();
    await stack.edgeward("up", "-d", "--no-verify");
    await writeFile(join(stack.directory, ".edgeward/state.json"), text);
    const ps = await stack.edgeward("ps");
    assert.equal(ps.status, 3);
    assert.match(ps.err, /edgeward down/);
    assert.equal((await stack.edgeward("down", "--volumes", "--keys")).status, 0);
    await eventually("no process", async () => processes(stack.directory).length === 0);
  },
);

test("damaged keys are refused in words, and left as they are", async () => {
  await using stack = await aStack();
  await stack.edgeward("up", "-d", "--no-verify");
  await stack.edgeward("down");
  const path = join(stack.directory, ".edgeward/keys/ring.json");
  const ring = JSON.parse(await readFile(path, "utf8"));
  const damaged = JSON.stringify({ ...ring, authority: { ...ring.authority, certificate: "x" } });
  await writeFile(path, damaged);
  const up = await stack.edgeward("up", "-d", "--no-verify");
  assert.equal(up.status, 3);
  assert.match(up.err, /keys|certificate/);
  assert.doesNotMatch(up.err, /defect/);
  assert.equal(await readFile(path, "utf8"), damaged);
});

test.skipIf(process.getuid?.() !== 0)(
  "on a disk that gets full, the keys that were there stay whole, and it is said",
  async () => {
    const mount = await mkdtemp(join(tmpdir(), "edgeward-full-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=512k", "tmpfs", mount]);
    try {
      await using stack = await aStack();
      execFileSync("cp", ["-r", `${stack.directory}/.`, mount]);
      const { ran, main } = await import("./a-stack.ts");
      const edgeward = (...args: string[]) => ran(process.execPath, [main, ...args], mount, stack.environment);
      for (const leftK of [4, 12, 24, 40]) {
        execFileSync("sh", ["-c", `dd if=/dev/zero of=fill bs=1k 2>/dev/null; truncate -s -${leftK}k fill`], {
          cwd: mount,
        });
        const up = await edgeward("up", "-d", "--no-verify");
        if (up.status !== 0) expect(up.err).toMatch(/no room|full|Free some/);
        const ring = await readFile(join(mount, ".edgeward/keys/ring.json"), "utf8").catch(() => "{}");
        assert.doesNotThrow(() => JSON.parse(ring));
        await rm(join(mount, "fill"));
        await edgeward("down");
      }
      const up = await edgeward("down", "--volumes", "--keys");
      assert.equal(up.status, 0, up.err);
    } finally {
      execFileSync("umount", ["-l", mount]);
      await rm(mount, { recursive: true, force: true });
    }
  },
);

test("an answer that cannot be written is no success", async () => {
  await using stack = await aStack();
  const { main } = await import("./a-stack.ts");
  const run = (command: string) => {
    try {
      execFileSync("bash", ["-c", command], { cwd: stack.directory, env: stack.environment, stdio: "pipe" });
      return 0;
    } catch (error) {
      return (error as { status: number }).status;
    }
  };
  assert.equal(run(`${process.execPath} ${main} plan --format json > /dev/full`), 3);
  assert.equal(run(`set -o pipefail; ${process.execPath} ${main} plan | head -1`), 0);
});
