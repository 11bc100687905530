import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { test } from "vitest";
import { Fault } from "../../../model/fault.ts";
import { aBroker, passwordLine } from "../testing/a-broker.ts";
import { makeCertificate } from "../testing/certificate.ts";
import { friend } from "../testing/friend.ts";
import { loggedIn, rawClient } from "../testing/raw-client.ts";
import { until } from "../testing/until.ts";

test("reload brings new users and new rights, and drops nobody whose own line is as it was", async () => {
  await using broker = await aBroker({ users: ["ann"], acl: "user ann\ntopic readwrite a/#\n" });
  await using ann = await friend(broker);
  await ann.client.subscribeAsync("a/#", { qos: 1 });
  await ann.client.publishAsync("b/1", "denied", { qos: 1 });
  await writeFile(broker.launch.passwordFile, `${passwordLine("ann")}\n${passwordLine("cyd")}\n`);
  await writeFile(broker.launch.aclFile, "user ann\ntopic readwrite b/#\nuser cyd\ntopic write a/#\n");
  await broker.service.reload();
  await using cyd = await friend(broker, { username: "cyd", password: "pw-cyd" });
  await cyd.client.publishAsync("a/1", "ann may not read this any more", { qos: 1 });
  await ann.client.subscribeAsync("b/#", { qos: 1 });
  await ann.client.publishAsync("b/1", "allowed now", { qos: 1 });
  await ann.receives(1);
  assert.deepEqual(ann.texts(), ["allowed now"]);
});

test("clients whose user is gone or has another password are disconnected, and sessions of users who are gone end", async () => {
  await using broker = await aBroker({ users: ["ann", "ben", "cyd"] });
  const login = (name: string) => ({ username: name, password: Buffer.from(`pw-${name}`) });
  await using ann = await loggedIn(broker, "ann");
  await using ben = await loggedIn(broker, "ben", { ...login("ben"), clean: false });
  await using cyd = await loggedIn(broker, "cyd", { ...login("cyd"), clean: false });
  await writeFile(broker.launch.passwordFile, `${passwordLine("ann")}\n${passwordLine("cyd", "changed")}\n`);
  await broker.service.reload();
  await ben.untilClosed();
  await cyd.untilClosed();
  assert.equal(ann.closed(), false);
  assert.equal(broker.count("clients_revoked"), 2);
  await until(() => broker.count("sessions_absent") === 1, "ben's session to end, and cyd's to stay");
});

test("of a user's two passwords both let in, and it is told who came with which; when one goes, its clients go, and the others stay", async () => {
  await using broker = await aBroker({ users: ["ann"] });
  const lines = (...passwords: string[]) =>
    writeFile(broker.launch.passwordFile, passwords.map((password) => `${passwordLine("ann", password)}\n`).join(""));
  const as = (password: string) => ({ password: Buffer.from(password), clean: false });
  const seen = () =>
    broker.service.logins(new Set(["ann"])).map((one) => [one.client, one.password, one.isConnected, one.isAwaited]);
  await using early = await loggedIn(broker, "early");
  await using kept = await loggedIn(broker, "kept", as("pw-ann"));
  await lines("new", "pw-ann");
  await broker.service.reload();
  await using late = await loggedIn(broker, "late", { password: Buffer.from("new") });
  assert.deepEqual(seen(), [
    ["early", 1, true, false],
    ["kept", 1, true, true],
    ["late", 0, true, false],
  ]);
  await lines("new");
  await broker.service.reload();
  await early.untilClosed();
  await kept.untilClosed();
  assert.equal(late.closed(), false);
  await until(() => broker.count("sessions_absent") === 1, "kept's session to wait");
  assert.deepEqual(seen().slice(0, 2), [
    ["early", -1, false, false],
    ["kept", -1, false, true],
  ]);
  await using back = await loggedIn(broker, "kept", as("new"));
  assert.deepEqual(seen().at(-1), ["kept", 0, true, true]);
  assert.equal(back.closed(), false);
});

test("a file that is wrong changes nothing, and the error names its line", async () => {
  await using broker = await aBroker();
  await writeFile(broker.launch.aclFile, "user ann\ntopic readwrite #\ntopic sometimes x\ntipic read y\n");
  await assert.rejects(broker.service.reload(), (error) => {
    assert.ok(error instanceof Fault);
    assert.deepEqual([error.code, error.at?.line, error.at?.file], ["bad-input", 3, broker.launch.aclFile]);
    assert.match(error.message, /:4:1/);
    return true;
  });
  await using ben = await friend(broker, { username: "ben", password: "pw-ben" });
  await ben.client.publishAsync("x", "as before", { qos: 1 });
  assert.equal(broker.count("publishes_denied"), 0);
});

test("a new certificate greets new connections; a key that is not its own is refused", async () => {
  await using broker = await aBroker();
  await using before = await loggedIn(broker, "before");
  const next = await makeCertificate("next");
  await writeFile(broker.launch.tls.certificate, next.certificate);
  await assert.rejects(broker.service.reload(), (error) => error instanceof Fault && error.code === "certificate");
  await writeFile(broker.launch.tls.key, next.key);
  await broker.service.reload();
  await using after = await rawClient({ port: broker.port, ca: next.certificate });
  assert.equal(after.socket.getPeerCertificate().subject.CN, "next");
  before.say({ cmd: "pingreq" });
  await before.hear("pingresp");
});
