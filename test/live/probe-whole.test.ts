import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import { probes } from "../../src/probe/all.ts";
import type { ProcessScene } from "../../src/probe/probe.ts";
import { makeAuthority } from "../../src/probe/testing/authority.ts";
import { aDatabase } from "../../src/probe/testing/database.ts";
import { aMosquitto } from "../../src/probe/testing/mosquitto.ts";
import { aDirectory } from "../../src/probe/testing/processes.ts";
import { aScene, brokerService, influxUser, passwordOf, usualUsers } from "../../src/probe/testing/scene.ts";

test("every probe has something to say about a healthy stack, and all of it is good", async () => {
  const authority = await makeAuthority();
  const influxUsers = [influxUser("telegraf", "write"), influxUser("operator", "read")];
  await using broker = await aMosquitto(authority, { identities: usualUsers });
  await using database = await aDatabase(authority, { identities: influxUsers });
  await using root = await aDirectory();
  const at = (name: string) => join(root.path, name);
  for (const name of ["broker", "ingest"]) {
    await mkdir(at(name), { mode: 0o700 });
    await writeFile(at(`${name}/secret`), "secret", { mode: 0o600 });
  }
  const host: ProcessScene = {
    pid: broker.pid,
    name: "broker",
    services: [brokerService],
    ownFiles: [at("broker/secret")],
    othersFiles: [at("ingest/secret")],
    tryOpen: async (paths) => paths.map((path) => path === at("broker/secret")),
  };
  const identities = [...usualUsers, ...influxUsers];
  const scene = aScene({
    ca: authority.ca,
    brokers: [broker.scene],
    databases: [database.scene],
    processes: [host],
    privatePaths: [root.path],
    declared: [broker.scene.endpoint],
    secretsIn: async (bytes) =>
      identities.filter((one) => Buffer.from(bytes).includes(passwordOf(one))).map(({ secret }) => secret),
  });
  for (const probe of probes) {
    const seen = await probe.look(scene, new AbortController().signal);
    assert.ok(seen.length > 0, `${probe.id} said nothing`);
    for (const { verdict, evidence } of seen) {
      const isNotOurs = probe.id === "refuses-other-user" && process.getuid?.() !== 0;
      assert.equal(verdict, isNotOurs ? "unknown" : "pass", `${probe.id}: ${evidence}`);
      for (const identity of identities)
        assert.ok(!evidence.includes(passwordOf(identity)), `${probe.id} shows a secret`);
    }
  }
});
