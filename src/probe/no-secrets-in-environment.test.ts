import assert from "node:assert/strict";
import { test } from "vitest";
import type { SecretRef } from "../model/secret.ts";
import { lookThrough, noSecretsInEnvironment } from "./no-secrets-in-environment.ts";
import type { Scene } from "./probe.ts";
import { descendantsIn, readChildren } from "./proc.ts";
import { aDeadPid, aProcess, until } from "./testing/processes.ts";
import { aScene, brokerService, passwordOf, usualUsers } from "./testing/scene.ts";

const quiet = new AbortController().signal;
const agentsPassword = passwordOf({ user: "agent" });
const endpoint = { host: "127.0.0.1", port: 1, serverName: "mosquitto" };

async function secretsIn(bytes: Uint8Array): Promise<readonly SecretRef[]> {
  const text = Buffer.from(bytes).toString("latin1");
  return usualUsers.filter((identity) => text.includes(passwordOf(identity))).map(({ secret }) => secret);
}

async function look(pid: number, parts: Partial<Scene> = {}) {
  const processes = [{ pid, name: "broker", services: [brokerService], ownFiles: [], othersFiles: [] }];
  const brokers = [{ service: brokerService, endpoint, clearText: [], identities: usualUsers }];
  const seen = await noSecretsInEnvironment.look(aScene({ brokers, processes, secretsIn, ...parts }), quiet);
  const [first] = seen;
  assert.ok(first);
  assert.ok(!first.evidence.includes(agentsPassword));
  return first;
}

test("a process without secrets in sight passes", async () => {
  await using child = await aProcess("/bin/cat", [], { MQTT_USERNAME: "agent" });
  const seen = await look(child.pid);
  assert.deepEqual([seen.service, seen.verdict], [brokerService, "pass"]);
  assert.match(
    seen.evidence,
    /of broker \(pid \d+\) and 0 children; control: a canary was read, a known password found/,
  );
});

test("a secret in the environment fails, by its name and without its bytes", async () => {
  await using child = await aProcess("/bin/cat", [], { MQTT_PASSWORD: agentsPassword });
  const seen = await look(child.pid);
  assert.deepEqual(
    [seen.verdict, seen.evidence],
    ["fail", `broker: secret mqtt-agent in the environment of pid ${child.pid}`],
  );
});

test("a secret on the command line fails", async () => {
  await using child = await aProcess("/bin/sh", ["-c", "read line", "sh", `--password=${agentsPassword}`]);
  const seen = await look(child.pid);
  assert.deepEqual([seen.verdict, /mqtt-agent in the command line/.test(seen.evidence)], ["fail", true]);
});

test("a secret that a child was given fails", async () => {
  await using parent = await aProcess("/bin/sh", ["-c", "read secret; export secret; cat; :"]);
  parent.say(`${agentsPassword}\n`);
  await until(() => descendantsIn(readChildren(), parent.pid, []).length > 0);
  await until(async () => (await look(parent.pid)).verdict === "fail");
});

test("a search that finds nothing, or has nothing to be tried on, proves nothing", async () => {
  await using child = await aProcess("/bin/cat", []);
  const blind = await look(child.pid, { secretsIn: async () => [] });
  assert.deepEqual([blind.verdict, /did not find a password/.test(blind.evidence)], ["unknown", true]);
  assert.equal((await look(child.pid, { brokers: [] })).verdict, "unknown");
  const sealed = () => Promise.reject(new Error("keys are sealed"));
  assert.match((await look(child.pid, { login: sealed })).evidence, /keys are sealed/);
});

test("where no server has a login, the search is tried on any secret there is", async () => {
  await using child = await aProcess("/bin/cat", []);
  const [identity] = usualUsers;
  assert.ok(identity);
  const sample = { ref: identity.secret, password: async () => passwordOf(identity) };
  assert.equal((await look(child.pid, { brokers: [], sample })).verdict, "pass");
  const blind = await look(child.pid, { brokers: [], sample, secretsIn: async () => [] });
  assert.match(blind.evidence, /did not find a password/);
});

test("a process that is gone is unknown, and a stack without one has nothing to look at", async () => {
  assert.equal((await look(await aDeadPid())).verdict, "unknown");
  assert.deepEqual(await noSecretsInEnvironment.look(aScene(), quiet), []);
});

test("a view that does not even show our own canary proves nothing", async () => {
  const nothing = async () => Buffer.alloc(0);
  const blind = { readChildren: () => new Map(), environmentOf: nothing, commandLineOf: nothing };
  const processes = [{ pid: process.pid, name: "me", services: [], ownFiles: [], othersFiles: [] }];
  const [seen] = await lookThrough(blind, aScene({ processes, secretsIn }), quiet);
  assert.deepEqual(
    [seen?.verdict, seen?.evidence],
    ["unknown", "control: a canary in a process of our own was not read"],
  );
});
