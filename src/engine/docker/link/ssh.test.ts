/** A script in ssh's place: for what a real one does not say on demand. A real one is in test/lab/engine-api.test.ts. */
import assert from "node:assert/strict";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished, test } from "vitest";
import { connectDocker } from "../connect-docker.ts";
import { anEngine } from "../testing/an-engine.ts";
import { sshWords } from "./ssh.ts";

const never = new AbortController().signal;

async function anSsh(script: string) {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-ssh-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  await writeFile(join(directory, "ssh"), `#!/bin/sh\necho $$ >> ${directory}/pids\n${script}\n`);
  await chmod(join(directory, "ssh"), 0o755);
  const environment = { PATH: `${directory}:${process.env.PATH}` };
  const pids = async () => (await readFile(join(directory, "pids"), "utf8")).trim().split("\n").map(Number);
  const connect = (destination = "me@edge", signal = never) =>
    connectDocker({ by: "ssh", destination }, { environment }, signal);
  return { connect, pids };
}

/** Hands on to a socket, as `docker system dial-stdio` does. */
const dialTo = (path: string) =>
  `exec ${process.execPath} -e 'const s = require("net").connect("${path}"); process.stdin.pipe(s).pipe(process.stdout)'`;

test("the words are those of the docker command line, and none of them weakens a check", () => {
  const alive = ["-o", "ConnectTimeout=30", "-o", "ServerAliveInterval=20"];
  const there = ["-T", "--", "edge", "docker", "system", "dial-stdio"];
  assert.deepEqual(sshWords({ address: "", destination: "a@b@edge", port: 22 }, {}), [
    ...["-l", "a@b", "-p", "22"],
    ...alive,
    ...["-o", "BatchMode=yes"],
    ...there,
  ]);
  const asking = sshWords({ address: "", destination: "edge" }, { SSH_ASKPASS: "/bin/ask", DISPLAY: ":0" });
  assert.deepEqual(asking, [...alive, ...there]);
});

test("questions share a connection, and closing ends each ssh", async () => {
  const engine = await anEngine((request, response) => {
    if (request.url?.endsWith("/stream")) response.write("first");
    else response.end("1");
  });
  const ssh = await anSsh(dialTo(engine.path));
  const docker = await ssh.connect();
  for (let i = 0; i < 5; i++) assert.equal(await docker.ask("GET", "/x"), 1);
  assert.equal((await ssh.pids()).length, 1);
  const stream = await docker.stream("GET", "/stream");
  stream.on("error", () => undefined);
  const pids = await ssh.pids();
  assert.deepEqual([pids.length, pids.map(isAlive)], [2, [true, true]]);
  await docker[Symbol.asyncDispose]();
  assert.deepEqual(pids.map(isAlive), [false, false]);
});

test("an ssh that passes over milder signals is ended, too", async () => {
  const engine = await anEngine(() => undefined);
  const ssh = await anSsh(`trap '' TERM; ${dialTo(engine.path).replace("exec ", "")}; while :; do sleep 0.1; done`);
  const docker = await ssh.connect();
  await docker[Symbol.asyncDispose]();
  assert.deepEqual((await ssh.pids()).map(isAlive), [false]);
});

test("a signal ends ssh while it is still connecting", async () => {
  const ssh = await anSsh("exec sleep 600");
  const stop = new AbortController();
  const connecting = ssh.connect("me@edge", stop.signal);
  while ((await ssh.pids().catch(() => [])).length === 0) await sleep(10);
  stop.abort(new Error("stopped"));
  await assert.rejects(connecting, /stopped/);
  assert.deepEqual((await ssh.pids()).map(isAlive), [false]);
});

test("what ssh or docker over there says comes in one line, with what to do", async () => {
  const said: readonly (readonly [words: string, what: RegExp, remedy: RegExp])[] = [
    [
      "No ED25519 host key is known for edge and you have requested strict checking.\nHost key verification failed.",
      /host key is not known/,
      /Run `ssh me@edge` once yourself, and compare the fingerprint/,
    ],
    [
      "@@@\n@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\n@@@\nHost key verification failed.",
      /another than before/,
      /in between|fingerprint/,
    ],
    ["me@edge: Permission denied (publickey,password).", /no key of yours/, /ssh-copy-id me@edge/],
    ["ssh: connect to host edge port 22: Connection refused", /nobody listens for ssh/, /sshd/],
    ["ssh: Could not resolve hostname edge: Name or service not known", /no host of this name/, /name is right/],
    ["sh: 1: docker: not found", /no docker command/, /Install Docker/],
    [
      "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock",
      /may not use the engine/,
      /group docker/,
    ],
    [
      "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
      /not running there/,
      /systemctl start docker/,
    ],
    ["something else", /something else/, /ssh me@edge docker version/],
  ];
  for (const [words, message, remedy] of said) {
    const ssh = await anSsh(`cat >&2 <<'END'\n${words}\nEND\nexit 255`);
    await assert.rejects(ssh.connect(), { code: "unreachable", message, remedy }, words);
  }
});

test("where there is no ssh, that is said", async () => {
  const nowhere = { environment: { PATH: "/nowhere" } };
  const connecting = connectDocker({ by: "ssh", destination: "edge" }, nowhere, never);
  await assert.rejects(connecting, { code: "unreachable", message: /ssh cannot be run/, remedy: /OpenSSH/ });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
