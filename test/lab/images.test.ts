/** Images that no registry has: made of this machine's programs, and brought from one engine to the other. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, test } from "vitest";
import { connectDocker } from "../../src/engine/docker/connect-docker.ts";
import type { Docker } from "../../src/engine/docker/docker.ts";
import { heard } from "../../src/engine/images/answers.ts";
import { archiveOf } from "../../src/engine/images/archive.ts";
import { distribute } from "../../src/engine/images/distribute.ts";
import { helperImage, helperLabel } from "../../src/engine/images/helper-image.ts";
import { aLab, cache } from "./a-lab.ts";
import { cannotRun } from "./cannot-run.ts";

const reason = cannotRun();
const lab = aLab(`images-${process.pid.toString(36)}`);
const { signal } = new AbortController();
const idOf = async (image: string, on: Docker) =>
  (await on.ask<{ readonly Id: string }>("GET", `/images/${image}/json`, { signal })).Id;

/** Bytes that no archive makes smaller, under a name. @returns its id */
async function anImage(on: Docker, tag: string, sizeBytes: number): Promise<string> {
  const body = Readable.from([archiveOf([{ path: "noise", bytes: randomBytes(sizeBytes), mode: 0o644 }])]);
  const query = { fromSrc: "-", repo: "noise", tag };
  await heard(await on.stream("POST", "/images/create", { query, body, signal }));
  return idOf(`noise:${tag}`, on);
}

describe.skipIf(reason)(`images on two engines${reason ? `, not run here: ${reason}` : ""}`, () => {
  let manager: Docker;
  let worker: Docker;
  beforeAll(async () => {
    const up = await lab.edgeward("up", "--cache", cache, "--memory", "448M");
    assert.equal(up.status, 0, up.err);
    const connect = (host: string) =>
      connectDocker({ by: "unix", path: lab.socket(host) }, { environment: process.env }, signal);
    [manager, worker] = await Promise.all([connect("manager"), connect("worker-1")]);
  });
  afterAll(async () => {
    await Promise.all([manager, worker].map((one) => one?.[Symbol.asyncDispose]()));
    await lab.edgeward("down");
  });

  test("the helper is sent once, and its programs run there", async () => {
    const reference = await helperImage(manager, signal);
    assert.match(reference, /^edgeward\/helper:[0-9a-f]{12}$/);
    const id = await idOf(reference, manager);
    assert.equal(await helperImage(manager, signal), reference);
    assert.equal(await idOf(reference, manager), id, "it was not made again");
    const label = await lab.docker(
      "manager",
      "inspect",
      "--format",
      `{{index .Config.Labels "${helperLabel}"}}`,
      reference,
    );
    assert.equal(`edgeward/helper:${label}`, reference);
    const script = "busybox | head -1; tcpdump --version 2>&1 | head -1; tcpdump -Z root -D | head -1; /usr/sbin/ip -V";
    const run = [
      "run",
      "--rm",
      "--network",
      "host",
      "--cap-drop",
      "ALL",
      "--cap-add",
      "NET_ADMIN",
      "--cap-add",
      "NET_RAW",
    ];
    const said = await lab.docker(
      "manager",
      ...run,
      "--cap-add",
      "SETUID",
      "--cap-add",
      "SETGID",
      reference,
      "sh",
      "-c",
      script,
    );
    assert.match(said, /^BusyBox v.*^tcpdump version .*^1\.\w+.*iproute2/ms);
  });

  test("an image that only the manager has arrives on the worker with the same id and name, and is sent once", async () => {
    const id = await anImage(manager, "one", 3_000_000);
    const moved: number[] = [];
    const sent = await distribute("noise:one", manager, worker, signal, (bytes) => moved.push(bytes));
    assert.equal(await idOf("noise:one", worker), id);
    assert.ok(sent > 3_000_000 && moved.at(-1) === sent, `${sent}, told ${moved.at(-1)}`);
    assert.equal(await distribute("noise:one", manager, worker, signal), 0);
  });

  test("another image under the same name takes its place", async () => {
    const id = await anImage(manager, "one", 1_000);
    assert.notEqual(await idOf("noise:one", worker), id);
    await distribute("noise:one", manager, worker, signal);
    assert.equal(await idOf("noise:one", worker), id);
  });

  test("what was broken off begins anew", async () => {
    const id = await anImage(manager, "two", 20_000_000);
    const stop = new AbortController();
    const broken = distribute("noise:two", manager, worker, stop.signal, (bytes) => bytes > 2_000_000 && stop.abort());
    await assert.rejects(broken, { name: "AbortError" });
    await assert.rejects(idOf("noise:two", worker), { status: 404 });
    await distribute("noise:two", manager, worker, signal);
    assert.equal(await idOf("noise:two", worker), id);
  });

  test("what cannot be sent is named with what to do", async () => {
    await assert.rejects(distribute("absent:1", manager, worker, signal), {
      code: "not-ready",
      message: /has no image absent:1/,
    });
  });
});
