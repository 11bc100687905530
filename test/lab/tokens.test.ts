/**
 * Tokens of a store on one host, for services on another. The store, its setup service and the devices are stand-ins of busybox (no image
 * can be fetched here); engines, swarm, secrets, tunnel and the API's requests are real. One lab, so the tests come one after the other.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { until } from "./a-lab.ts";
import { cannotRun } from "./cannot-run.ts";
import { aTokenScene, stack } from "./tokens/scene.ts";

const reason = cannotRun();
/** Not as short as it could be: hosts share one slow processor, and each request to an engine may take a second. */
const leaseS = 90;

describe.skipIf(reason)(`tokens for another host${reason ? `, not run here: ${reason}` : ""}`, () => {
  const scene = aTokenScene(leaseS);
  const { manager, lab } = scene;
  const inStore = (file: string) => scene.inside("manager", "secret-store", `cat /vault/${file} 2>/dev/null; true`);
  beforeAll(async () => {
    const up = await scene.up();
    assert.equal(up.status, 0, up.err);
    await scene.prepare();
    scene.startWatch();
    await scene.deploy();
  });
  afterAll(() => scene[Symbol.asyncDispose]());

  test("arrive without a hand, readable by the service's own user alone", async () => {
    await until(async () => /runs with/.test(await manager("service", "logs", "--raw", `${stack}_core-data`)));
    for (const service of ["device-virtual", "device-rest"]) {
      await scene.isCurrent(service);
      const tookS =
        ((await scene.saidAtMs(service, "runs with")) - (await scene.saidAtMs("secretstore-setup", service))) / 1000;
      console.log(`${service}: ${tookS.toFixed(1)} s from its token's file to running with it`);
    }
    for (const service of ["device-virtual", "device-rest"]) {
      const file = `/tmp/edgex/secrets/${service}/secrets-token.json`;
      assert.match(await scene.inside("worker-1", service, `ls -ln ${file}`), /^-r-------- +1 2002 +2001 /);
    }
  });

  test("arrive before a service that is held back for one begins, so that it never fails for want of it", async () => {
    const errors = await manager("service", "ps", `${stack}_device-rest`, "--format", "{{.Error}}");
    assert.equal(errors.trim(), "");
  });

  test("are seen by the service that each is for, and by no other", async () => {
    const seen = async (service: string) =>
      (await scene.inside("worker-1", service, "cd /tmp/edgex/secrets 2>/dev/null && ls; true")).split("\n");
    assert.deepEqual(await seen("device-virtual"), ["device-virtual"]);
    assert.deepEqual(await seen("device-rest"), ["device-rest"]);
    assert.deepEqual(await seen("stranger"), [""]);
    assert.notEqual(await scene.made("device-virtual"), await scene.made("device-rest"));
    const labelled = await manager(
      "secret",
      "ls",
      "--filter",
      "label=edgeward.token=device-virtual",
      "--format",
      "{{.Name}}",
    );
    assert.match(labelled, new RegExp(`^${stack}_device-virtual_secrets-token_[0-9a-f]{12}$`, "m"));
  });

  test("are renewed before their lease is over", async () => {
    await until(async () => (await inStore("renewed")).split("\n").length >= 3);
    const listed = await scene.token("ls", "--format", "json");
    const tokens = JSON.parse(listed.out) as { service: string; state: string; endsAtMs: number }[];
    assert.deepEqual(
      [listed.status, tokens.map(({ service }) => service).toSorted()],
      [0, ["device-rest", "device-virtual"]],
    );
    for (const { state, endsAtMs } of tokens)
      assert.ok(["current", "due"].includes(state) && endsAtMs > Date.now(), state);
  });

  test("are looked after by one watch, which says what it sees", async () => {
    const second = await scene.watch();
    assert.deepEqual([second.status, /another watch/.test(second.err)], [3, true]);
    const status = await scene.watch("--status");
    assert.match(status.out, /device-virtual.*current|device-virtual.*renewal is due/);
    const directory = join(scene.state, "edgeward/watch");
    assert.equal(statSync(directory).mode & 0o777, 0o700);
    for (const name of readdirSync(directory)) assert.equal(statSync(join(directory, name)).mode & 0o777, 0o600);
  });

  test("are delivered anew after the store's side has started again and made others", async () => {
    const before = await scene.made("device-virtual");
    await manager("service", "update", "--force", "--detach", `${stack}_secretstore-setup`);
    await until(async () => (await scene.made("device-virtual").catch(() => before)) !== before);
    await scene.isCurrent("device-virtual");
    // What is used no more goes; what a person made for the deployment stays.
    await until(async () => !(await scene.secrets()).some((name) => name.endsWith(before)));
    assert.ok((await scene.secrets()).includes(`${stack}_device-virtual_secrets-token`));
  });

  test("are there again after the host of their services was killed and has come back", async () => {
    process.kill(lab.pidOf("worker-1"), "SIGKILL");
    const again = await scene.up();
    assert.equal(again.status, 0, again.err);
    await scene.isCurrent("device-virtual");
    const listed = await scene.token("ls");
    assert.equal(listed.status, 0, listed.out);
  });

  test("are replaced on demand, and the old one is revoked once the new one is in use", async () => {
    const before = await scene.made("device-virtual");
    await scene.inside("manager", "secret-store", "cat /vault/of/device-virtual > /vault/old");
    const rotated = await scene.token("rotate", "device-virtual", "--format", "json");
    assert.equal(rotated.status, 0, rotated.err);
    assert.equal((JSON.parse(rotated.out) as { oldRevoked: boolean }[])[0]?.oldRevoked, true);
    assert.notEqual(await scene.made("device-virtual"), before);
    // Where hosts are slow its lease may have been over first.
    const isDead =
      'f=/vault/tokens/$(cat /vault/old); [ ! -f "$f" ] || [ "$(cat "$f")" -le "$(date +%s)" ] && echo dead; true';
    assert.equal(await scene.inside("manager", "secret-store", isDead), "dead");
    await scene.isCurrent("device-virtual");
  });

  test("are revoked, and taken away, when a person says so", async () => {
    const revoked = await scene.token("revoke", "device-rest");
    assert.equal(revoked.status, 0, revoked.err);
    assert.match(revoked.out, /Revoked at the store\..*Removed: plant_device-rest_secrets-token_/);
    const mounted = await manager(
      "service",
      "inspect",
      `${stack}_device-rest`,
      "--format",
      "{{.Spec.TaskTemplate.ContainerSpec.Secrets}}",
    );
    assert.equal(mounted, "[]");
  });

  test("are revoked when their service is gone", async () => {
    const before = (await inStore("revoked")).split("\n").length;
    await manager("service", "rm", `${stack}_device-virtual`);
    await until(async () => !(await scene.secrets()).some((name) => /device-virtual_secrets-token_/.test(name)));
    assert.equal((await inStore("revoked")).split("\n").length, before + 1);
  });

  test("are in nothing that was printed, written down, or shown by an engine; and nothing of ours is left", async () => {
    assert.equal(await scene.endWatch(), 0);
    const directory = join(scene.state, "edgeward/watch");
    const written = readdirSync(directory).map((name) => readFileSync(join(directory, name), "utf8"));
    const secrets = (await scene.secrets()).filter((name) => name !== "");
    const shown = [
      ...secrets.map((name) => manager("secret", "inspect", name)),
      ...["secretstore-setup", "secret-store", "stranger"].map((name) =>
        manager("service", "inspect", `${stack}_${name}`),
      ),
    ];
    const all = [...scene.said, ...written, ...(await Promise.all(shown))].join("\n");
    assert.match(all, /delivered/);
    assert.doesNotMatch(all, /hvs\./);
    assert.equal(await manager("ps", "-aq", "--filter", "label=edgeward.throw-away"), "");
  });
});
