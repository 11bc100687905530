import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, test } from "vitest";
import { findAddress } from "./find-address.ts";

async function aHome(context?: string): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "edgeward-docker-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const digest = createHash("sha256").update("far").digest("hex");
  const meta = join(home, ".docker", "contexts", "meta", digest);
  await mkdir(meta, { recursive: true });
  await writeFile(
    join(meta, "meta.json"),
    JSON.stringify({ Name: "far", Endpoints: { docker: { Host: "ssh://me@far" } } }),
  );
  if (context) await writeFile(join(home, ".docker", "config.json"), JSON.stringify({ currentContext: context }));
  return home;
}

test("-H comes before DOCKER_HOST, that before a context, and this host's engine comes last", async () => {
  const HOME = await aHome("far");
  const far = { by: "ssh", destination: "me@far" };
  const here = { by: "unix", path: "/var/run/docker.sock" };
  assert.deepEqual(await findAddress("unix:///a", { HOME, DOCKER_HOST: "unix:///b" }), { by: "unix", path: "/a" });
  assert.deepEqual(await findAddress(undefined, { HOME, DOCKER_HOST: "unix:///b" }), { by: "unix", path: "/b" });
  assert.deepEqual(await findAddress(undefined, { HOME }), far);
  assert.deepEqual(await findAddress(undefined, { HOME, DOCKER_CONTEXT: "default" }), here);
  assert.deepEqual(await findAddress(undefined, { HOME: await aHome() }), here);
  assert.deepEqual(await findAddress(undefined, { HOME: await aHome(), DOCKER_CONTEXT: "far" }), far);
});

test("a context that is not there, and an address that is none, say who named them", async () => {
  const HOME = await aHome("near");
  await assert.rejects(findAddress(undefined, { HOME }), { code: "bad-command-line", message: /context "near"/ });
  await assert.rejects(findAddress(undefined, { HOME, DOCKER_HOST: "nowhere" }), { message: /^DOCKER_HOST/ });
});

test("certificates are where DOCKER_CERT_PATH says, or with the person's other settings", async () => {
  const HOME = await aHome();
  const found = await Promise.all(
    [{ HOME }, { HOME, DOCKER_CERT_PATH: "/c" }].map((all) => findAddress("tcp://h", all)),
  );
  assert.deepEqual(
    found.map((one) => one.by === "tcp" && one.certificates),
    [join(HOME, ".docker"), "/c"],
  );
});
