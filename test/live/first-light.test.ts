/** The whole of it, from the demo's compose file to nothing left, through the built command line. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, test } from "vitest";
import { type AStack, aStack, eventually } from "./a-stack.ts";

interface FindingSeen {
  readonly probe: string;
  readonly verdict: string;
  readonly evidence: string;
}

const findingsOf = async (stack: AStack): Promise<readonly FindingSeen[]> =>
  JSON.parse((await stack.edgeward("verify", "--format", "json")).out).findings;

/** Everything of ours on this machine that a stack in this directory could leave: processes, sockets, files. */
async function traces(directory: string): Promise<readonly string[]> {
  const processes = execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(directory) && !line.includes("ps -eo"));
  const sockets = (await readFile("/proc/net/unix", "utf8")).split("\n").filter((line) => line.includes(directory));
  return [...processes, ...sockets, ...(await readdir(directory, { recursive: true }))].toSorted();
}

describe("the demo stack, up", () => {
  let stack: AStack;
  beforeAll(async () => {
    stack = await aStack();
    const up = await stack.edgeward("up", "-d");
    assert.equal(up.status, 0, up.out + up.err);
    return () => stack[Symbol.asyncDispose]();
  });

  test("every finding passes, and each kind of probe is among them", async () => {
    const findings = await findingsOf(stack);
    assert.deepEqual(
      findings.filter((finding) => finding.verdict !== "pass"),
      [],
    );
    assert.deepEqual(new Set(findings.map((finding) => finding.probe)).size, 13);
  });

  test("telemetry of all three sources of the agent comes out of the database", async () => {
    const counts = await eventually("all measurements", async () => {
      const { series } = await stack.query("SHOW MEASUREMENTS");
      const names = series[0]?.values.map((value) => value[0]) ?? [];
      return names.includes("mqtt_consumer") && names.includes("Servo") && names.includes("xenomai")
        ? names
        : undefined;
    });
    assert.ok(counts.length >= 3);
    const servo = await eventually("all 100 servo records", async () => {
      const { series } = await stack.query(
        `SELECT count(value) FROM "Servo" WHERE object_variable = 'servo1_position'`,
      );
      return series[0]?.values[0]?.[1] === 100;
    });
    assert.ok(servo);
  });

  test("up again changes nothing: the same processes go on", async () => {
    const before = await stack.pids();
    const again = await stack.edgeward("up", "-d", "--no-verify");
    assert.deepEqual([again.status, await stack.pids()], [0, before]);
  });

  test("ps names every service with its state, and those that cannot run here with what they need", async () => {
    const { out } = await stack.edgeward("ps", "--format", "json");
    const text = (await stack.edgeward("ps")).out;
    for (const name of ["mosquitto", "influxdb", "telegraf", "agent", "grafana"])
      assert.ok(text.includes(name) && out.includes(name), name);
    assert.match(text, /grafana-server|Docker/);
  });

  test("no password is in any log, nor in what the commands print", async () => {
    const ring = JSON.parse(await readFile(join(stack.directory, ".edgeward/keys/ring.json"), "utf8"));
    const secrets = Object.values(ring.passwords as Record<string, { password: string }>).map(
      (entry) => entry.password,
    );
    assert.ok(secrets.length >= 4);
    const logs = join(stack.directory, ".edgeward/logs");
    const texts: string[] = [];
    for (const name of await readdir(logs, { recursive: true, withFileTypes: true })) {
      if (name.isFile()) texts.push(await readFile(join(name.parentPath, name.name), "utf8"));
    }
    for (const args of [
      ["plan"],
      ["plan", "--format", "json"],
      ["ps"],
      ["logs"],
      ["verify", "--verbose"],
      ["verify", "--format", "json"],
    ]) {
      const { out, err } = await stack.edgeward(...args);
      texts.push(out, err);
    }
    assert.deepEqual(
      secrets.filter((secret) => texts.some((text) => text.includes(secret))),
      [],
    );
  });

  test("a killed agent is started again, and it is said", async () => {
    const { agent } = await stack.pids();
    assert.ok(agent);
    process.kill(agent, "SIGKILL");
    await eventually("a new agent", async () => {
      const now = (await stack.pids()).agent;
      return (
        now !== undefined && now !== agent && (await stack.edgeward("ps", "--format", "json")).out.includes(`${now}`)
      );
    });
    const said = await readFile(join(stack.directory, ".edgeward/logs/supervisor/supervisor.log"), "utf8");
    assert.match(said, /agent/);
  });

  test("after kill -9 of everything, up finds its feet and every row that was there is there", async () => {
    const before = await stack.query(`SELECT count(value) FROM "Servo"`);
    const supervisor = await stack.supervisor();
    for (const pid of [supervisor, ...Object.values(await stack.pids())])
      if (pid !== undefined) process.kill(pid, "SIGKILL");
    const up = await stack.edgeward("up", "-d");
    assert.equal(up.status, 0, up.out + up.err);
    const after = await stack.query(`SELECT count(value) FROM "Servo"`);
    assert.ok(Number(after.series[0]?.values[0]?.[1]) >= Number(before.series[0]?.values[0]?.[1]));
  });
});

describe("down", () => {
  test("leaves nothing behind: what was there before is there after, and no more", async () => {
    await using stack = await aStack();
    const before = await traces(stack.directory);
    assert.equal((await stack.edgeward("up", "-d", "--no-verify")).status, 0);
    assert.ok((await traces(stack.directory)).length > before.length + 5);
    assert.equal((await stack.edgeward("down", "--volumes", "--keys")).status, 0);
    assert.deepEqual(await traces(stack.directory), before);
  });

  test("keeps data and keys unless told otherwise, and no process, socket or generated secret", async () => {
    await using stack = await aStack();
    await stack.edgeward("up", "-d", "--no-verify");
    await stack.edgeward("down");
    assert.deepEqual((await readdir(join(stack.directory, ".edgeward"))).toSorted(), [".gitignore", "data", "keys"]);
    assert.deepEqual(
      (await traces(stack.directory)).filter((trace) => trace.includes(stack.directory)),
      [],
    );
    assert.equal((await stack.edgeward("down")).status, 0);
  });

  test("what stays is not committed with the compose file by accident", async () => {
    await using stack = await aStack();
    execFileSync("git", ["init", "-q"], { cwd: stack.directory });
    await stack.edgeward("up", "-d", "--no-verify");
    const seen = execFileSync("git", ["status", "--porcelain", "--untracked-files=all"], {
      cwd: stack.directory,
      encoding: "utf8",
    });
    assert.ok(seen.includes("docker-compose.yml") && !seen.includes(".edgeward"), seen);
  });

  test("after kill -9 of everything, it still removes all of it", async () => {
    await using stack = await aStack();
    const before = await traces(stack.directory);
    await stack.edgeward("up", "-d", "--no-verify");
    for (const pid of [await stack.supervisor(), ...Object.values(await stack.pids())])
      if (pid !== undefined) process.kill(pid, "SIGKILL");
    assert.equal((await stack.edgeward("down", "--volumes", "--keys")).status, 0);
    assert.deepEqual(await traces(stack.directory), before);
  });

  test("works although the compose file is broken by now", async () => {
    await using stack = await aStack();
    await stack.edgeward("up", "-d", "--no-verify");
    await writeFile(join(stack.directory, "docker-compose.yml"), "services: [");
    assert.equal((await stack.edgeward("down", "--volumes", "--keys")).status, 0);
    assert.deepEqual(Object.keys(await stack.pids()), []);
  });

  test("Ctrl-C in the foreground takes the stack down and keeps its data", async () => {
    await using stack = await aStack();
    const up = stack.start("up", "--no-verify");
    const said: string[] = [];
    up.stderr?.on("data", (chunk) => said.push(String(chunk)));
    await eventually("up", async () => said.join("").includes("Ctrl-C"));
    const exited = new Promise<number | null>((resolve) => up.once("exit", resolve));
    up.kill("SIGINT");
    assert.equal(await exited, 0);
    assert.deepEqual((await readdir(join(stack.directory, ".edgeward"))).toSorted(), [".gitignore", "data", "keys"]);
  });
});

describe("what goes wrong", () => {
  test("a port that is taken is named with a remedy, exit 3, and nothing is left running", async () => {
    await using stack = await aStack();
    const { createServer } = await import("node:net");
    const squatter = createServer().listen(stack.ports.mqtt, "127.0.0.1");
    try {
      const up = await stack.edgeward("up", "-d", "--no-verify");
      assert.equal(up.status, 3);
      assert.match(up.err, new RegExp(`port ${stack.ports.mqtt}|${stack.ports.mqtt}`));
      assert.deepEqual(Object.keys(await stack.pids()), []);
    } finally {
      squatter.close();
    }
  });

  test("every problem of a bad compose file is told at once, with its place and a remedy, exit 2", async () => {
    await using stack = await aStack();
    await writeFile(
      join(stack.directory, "docker-compose.yml"),
      "services:\n  mosquitto:\n    imag: eclipse-mosquitto\n    ports: [99999:1883]\n  telegraf:\n    image: 7\n    depends_on: [nobody]\n",
    );
    const up = await stack.edgeward("up", "-d");
    assert.equal(up.status, 2);
    for (const place of [
      "docker-compose.yml:3:",
      "docker-compose.yml:4:",
      "docker-compose.yml:6:",
      "docker-compose.yml:7:",
    ]) {
      assert.ok(up.err.includes(place), `${place}\n${up.err}`);
    }
    assert.doesNotMatch(up.err, /\bat .*\.m?[jt]s:\d+/);
  });

  test("verify without a running stack says what to do, exit 3", async () => {
    await using stack = await aStack();
    const verify = await stack.edgeward("verify");
    assert.equal(verify.status, 3);
    assert.match(verify.err, /edgeward up/);
  });
});

test("plan changes nothing, and on what harden wrote it has nothing to propose", async () => {
  await using stack = await aStack();
  const before = await traces(stack.directory);
  const plan = JSON.parse((await stack.edgeward("plan", "--format", "json")).out);
  assert.ok(plan.changes.length > 10);
  assert.deepEqual(await traces(stack.directory), before);
  const harden = await stack.edgeward("harden", "-o", "hardened");
  assert.equal(harden.status, 0, harden.err);
  const again = JSON.parse((await stack.edgeward("plan", "-f", "hardened/docker-compose.yml", "--format", "json")).out);
  assert.deepEqual(again.changes, []);
});
