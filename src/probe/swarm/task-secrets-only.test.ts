import assert from "node:assert/strict";
import { test } from "vitest";
import { judgeSecrets } from "./task-secrets-only.ts";
import type { MountedFile } from "./tasks/inside.ts";
import { judgeViews } from "./tasks/views.ts";

const names = new Map([
  ["id1", "shop_password"],
  ["id2", "shop_other"],
  ["id3", undefined],
]);
const promised = [{ SecretName: "shop_password", File: { Name: "password", UID: "1000", GID: "0", Mode: 0o400 } }];
const file = (parts: Partial<MountedFile> = {}): MountedFile => ({
  id: "id1",
  target: "/run/secrets/password",
  uid: "1000",
  gid: "0",
  mode: 0o400,
  ...parts,
});
const judge = (...files: MountedFile[]) => judgeSecrets(promised, { files, mounts: 9 }, names, "edge-1");

test("its own secret, at its place, with its owner and mode, and configs besides: pass", () => {
  assert.equal(judge(file(), file({ id: "id3", target: "/etc/web.conf" })).verdict, "pass");
  assert.equal(judgeSecrets([], { files: [], mounts: 9 }, names, "edge-1").verdict, "pass");
  const elsewhere = [{ SecretName: "shop_password", File: { Name: "/tmp/token", UID: "", GID: "", Mode: 0o444 } }];
  const there = file({ target: "/tmp/token", uid: "0", mode: 0o444 });
  assert.equal(judgeSecrets(elsewhere, { files: [there], mounts: 9 }, names, "edge-1").verdict, "pass");
});

test("a place below /var/run is one below /run, where an image has the one as a link to the other", () => {
  const old = [{ SecretName: "shop_password", File: { Name: "/var/run/secrets/p", UID: "", GID: "", Mode: 0o444 } }];
  for (const target of ["/run/secrets/p", "/var/run/secrets/p"]) {
    const seen = judgeSecrets(old, { files: [file({ target, uid: "0", mode: 0o444 })], mounts: 9 }, names, "edge-1");
    assert.equal(seen.verdict, "pass", seen.evidence);
  }
});

test.each([
  ["another's secret", [file(), file({ id: "id2", target: "/run/secrets/other" })], /not promised: shop_other/],
  ["its own at a second place", [file(), file({ target: "/srv/password" })], /not promised: shop_password at \/srv/],
  ["a secret that the swarm does not list", [file(), file({ id: "id9", target: "/x" })], /does not list \(id9\)/],
  ["another secret under the name of its own", [file({ id: "id2" })], /not promised: shop_other/],
  ["nothing where one is promised", [], /promised and not there: shop_password/],
  ["a mode that lets others read", [file({ mode: 0o444 })], /is 1000:0 444, promised 1000:0 400/],
  ["another owner", [file({ uid: "0" })], /is 0:0 400/],
])("%s: fail", (_, files, why) => {
  const seen = judge(...files);
  assert.equal(seen.verdict, "fail");
  assert.match(seen.evidence, why);
});

test("a task whose mounts nobody could read proves nothing, also where it is promised no secret: unknown", () => {
  for (const wanted of [promised, []]) {
    const seen = judgeSecrets(wanted, { files: [], mounts: 0 }, names, "edge-1");
    assert.equal(seen.verdict, "unknown");
    assert.match(seen.evidence, /no mount of the task was seen/);
  }
});

test("what could not be looked into is unknown, unless it is wrong elsewhere, and what is over is nothing", () => {
  const blind = { node: "far", inside: { evidence: "far's engine is not known here", remedy: "join" } };
  const good = { node: "near", inside: { processes: [], files: [file()], mounts: 9 } };
  const bad = { node: "near", inside: { processes: [], files: [], mounts: 9 } };
  const of = (views: readonly (typeof blind | typeof good)[], over = false) =>
    judgeViews({ spec: {} as never, views, over }, (inside, node) => judgeSecrets(promised, inside, names, node))
      ?.verdict;
  assert.deepEqual([of([good]), of([good, blind]), of([blind, bad])], ["pass", "unknown", "fail"]);
  assert.deepEqual([of([]), of([], true)], ["unknown", undefined]);
});
