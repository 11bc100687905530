import assert from "node:assert/strict";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, test } from "vitest";
import { onlyDeclaredSockets } from "../../src/probe/only-declared-sockets.ts";
import { ownSecretsOnly } from "../../src/probe/own-secrets-only.ts";
import type { ProcessScene, Scene } from "../../src/probe/probe.ts";
import { refusesOtherUser } from "../../src/probe/refuses-other-user.ts";
import { type Authority, makeAuthority } from "../../src/probe/testing/authority.ts";
import { aMosquitto } from "../../src/probe/testing/mosquitto.ts";
import {
  aDirectory,
  aProcess,
  type TestDirectory,
  type TestProcess,
  until,
} from "../../src/probe/testing/processes.ts";
import { aScene, brokerService, usualUsers } from "../../src/probe/testing/scene.ts";

const quiet = new AbortController().signal;
const canBeSomebodyElse = process.getuid?.() === 0;

describe("another user of this machine", () => {
  let root: TestDirectory;
  let at: (name: string) => string;
  beforeEach(async () => {
    root = await aDirectory();
    at = (name) => join(root.path, name);
    await mkdir(at("keys"), { mode: 0o700 });
    await writeFile(at("keys/ring 'of' $keys\n.json"), "secret", { mode: 0o600 });
    return () => root[Symbol.asyncDispose]();
  });

  async function look(privatePaths = [root.path]) {
    const [seen] = await refusesOtherUser.look(aScene({ privatePaths }), quiet);
    return seen ?? assert.fail("no observation");
  }

  test("can open nothing of a private tree, or we cannot become one and say so", async () => {
    const seen = await look();
    if (seen.verdict === "unknown") assert.ok(!canBeSomebodyElse && /as root/.test(seen.remedy ?? ""), seen.evidence);
    else assert.match(seen.evidence, /^uid 65534 could open none of 3 paths; control: it read a file made for it$/);
  });

  test.runIf(canBeSomebodyElse)("opens a file that all may read in a directory that all may search", async () => {
    for (const path of [root.path, at("keys")]) await chmod(path, 0o711);
    assert.equal((await look()).verdict, "pass");
    await chmod(at("keys/ring 'of' $keys\n.json"), 0o604);
    const seen = await look();
    assert.equal(seen.verdict, "fail");
    assert.match(seen.evidence, /opened .*ring 'of' \$keys/);
  });

  test.runIf(canBeSomebodyElse)(
    "lists a directory that all may read, even when it can open no file in it",
    async () => {
      for (const path of [root.path, at("keys")]) await chmod(path, 0o755);
      const seen = await look();
      assert.deepEqual([seen.verdict, seen.evidence], ["fail", `uid 65534 opened ${root.path}, ${at("keys")}`]);
    },
  );
});

describe("a process that asks its own kernel and its own runtime", () => {
  let root: TestDirectory;
  let own: string;
  let others: string;
  beforeEach(async () => {
    root = await aDirectory();
    own = join(root.path, "own");
    others = join(root.path, "others");
    for (const path of [own, others]) await writeFile(path, "secret", { mode: 0o600 });
    return () => root[Symbol.asyncDispose]();
  });

  /** Reads paths, one JSON array a line, and answers which it could open. */
  const answering = `
    const { closeSync, openSync } = require("node:fs");
    const opens = (path) => { try { closeSync(openSync(path)); return true; } catch { return false; } };
    require("node:readline").createInterface({ input: process.stdin })
      .on("line", (line) => console.log(JSON.stringify(JSON.parse(line).map(opens))));
    HOLD`;

  async function lookAt(flags: readonly string[], hold = "") {
    await using child = await aProcess(
      process.execPath,
      [...flags, "-e", answering.replace("HOLD", hold)],
      {},
      "ignore",
    );
    const one: ProcessScene = {
      pid: child.pid,
      name: "broker",
      services: [brokerService],
      ownFiles: [own],
      othersFiles: [others],
      tryOpen: (paths) => asked(child, paths),
    };
    const [seen] = await ownSecretsOnly.look(aScene({ processes: [one] }), quiet);
    return seen ?? assert.fail("no observation");
  }

  async function asked(child: TestProcess, paths: readonly string[]): Promise<readonly boolean[]> {
    const before = child.printed().length;
    child.say(`${JSON.stringify(paths)}\n`);
    await until(() => child.printed().endsWith("\n") && child.printed().length > before);
    return JSON.parse(child.printed().slice(before));
  }

  test("passes when it was confined to its own files", async () => {
    const seen = await lookAt(["--experimental-permission", `--allow-fs-read=${own}`]);
    assert.equal(seen.verdict, "pass", seen.evidence);
  });

  test("fails when it was not", async () => {
    const seen = await lookAt([]);
    assert.deepEqual([seen.verdict, seen.evidence], ["fail", `broker can open ${others}`]);
  });

  test("fails when it was confined after it had opened another's file", async () => {
    await using child = await aProcess("/bin/sh", ["-c", `exec 7< ${others}; read line`]);
    const one: ProcessScene = {
      pid: child.pid,
      name: "broker",
      services: [],
      ownFiles: [own],
      othersFiles: [others],
      tryOpen: async (paths) => paths.map((path) => path === own),
    };
    await until(async () => {
      const [seen] = await ownSecretsOnly.look(aScene({ processes: [one] }), quiet);
      return seen?.verdict === "fail" && seen.evidence === `broker holds open ${others}`;
    });
  });
});

describe("a mosquitto's sockets", () => {
  let authority: Authority;
  beforeAll(async () => {
    authority = await makeAuthority();
  });

  async function look(clearText: boolean, declares: (port: number) => Scene["declared"]) {
    await using broker = await aMosquitto(authority, { identities: usualUsers, clearText });
    const processes = [
      { pid: broker.pid, name: "mosquitto", services: [brokerService], ownFiles: [], othersFiles: [] },
    ];
    const declared = declares(broker.scene.endpoint.port);
    const [seen] = await onlyDeclaredSockets.look(aScene({ processes, declared }), quiet);
    return { ...(seen ?? assert.fail("no observation")), clearPort: broker.scene.clearText[0]?.port };
  }

  test("are those that are declared", async () => {
    const seen = await look(false, (port) => [{ host: "127.0.0.1", port }]);
    assert.equal(seen.verdict, "pass", seen.evidence);
  });

  test("with a clear-text listener that nobody declared fail", async () => {
    const seen = await look(true, (port) => [{ host: "127.0.0.1", port }]);
    assert.deepEqual(
      [seen.verdict, seen.evidence],
      ["fail", `not declared: tcp 127.0.0.1:${seen.clearPort} by mosquitto`],
    );
  });
});
