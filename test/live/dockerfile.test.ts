/** The Dockerfile, built for real and run: what reaches the build, what is in the image, and what an agent in it does. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, test } from "vitest";
import { anAuthority } from "../../src/service/agent/testing/authority.ts";
import { scratch } from "../../src/service/agent/testing/scratch.ts";
import { until } from "../../src/service/agent/testing/until.ts";
import { aJudge, aMosquitto } from "./agent-mosquitto.ts";
import { cannotBuild } from "./dockerfile-buildah.ts";
import { anImage, type Built, canary, filesBelow, planted } from "./dockerfile-built.ts";
import { started } from "./dockerfile-container.ts";

const reason = await cannotBuild();
const ours = "opt/edgeward/";
const lock = JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8")) as {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly optional?: boolean }>>;
};

describe.skipIf(reason)(`the image${reason ? `, not built here: ${reason}` : ""}`, () => {
  let image: Built;
  beforeAll(async () => {
    image = await anImage();
  }, 600_000);
  afterAll(() => image?.[Symbol.asyncDispose]());

  test("is made of what it needs of a checkout: neither keys nor anything else that lies there reaches the engine", () => {
    assert.deepEqual(
      planted.filter((path) => image.sent.includes(path)),
      [],
    );
    const places = new Set(image.sent.map((path) => path.split("/")[0]));
    const files =
      "CHANGELOG.md LICENSE README.md SECURITY.md package-lock.json package.json tsconfig.json tsdown.config.ts";
    assert.deepEqual(
      [...places].toSorted(),
      [".npmrc", ...files.split(" "), "bin", "examples", "scripts", "src"].toSorted(),
    );
    assert.ok(image.sent.includes("src/main.ts"));
  });

  test("says who runs what, where, and how one sees whether it is well", () => {
    const { User, Entrypoint, Cmd, WorkingDir, Volumes, Healthcheck, ExposedPorts, Env } = image.config;
    assert.deepEqual(
      { User, Entrypoint, Cmd, WorkingDir, Volumes, Test: Healthcheck.Test, ExposedPorts },
      {
        User: "node",
        Entrypoint: ["/opt/edgeward/bin/edgeward"],
        Cmd: ["play", "--help"],
        WorkingDir: "/var/lib/edgeward",
        Volumes: { "/var/lib/edgeward": {} },
        Test: ["CMD", "/opt/edgeward/bin/edgeward", "play", "--health"],
        ExposedPorts: undefined,
      },
    );
    assert.deepEqual(
      Env.map((one) => one.split("=")[0]),
      ["PATH"],
      "nothing of whoever built it",
    );
  });

  test("is its base, the package as npm packs it, and the packages that this one runs with: nothing that only builds", async () => {
    const added = (await filesBelow(image.root)).filter((path) => !existsSync(join(image.from, path)));
    assert.deepEqual(
      added.filter((path) => !path.startsWith(ours)),
      [],
    );
    const top = new Set(added.map((path) => path.slice(ours.length).split("/")[0]));
    const packed = "CHANGELOG.md LICENSE README.md SECURITY.md bin dist examples node_modules package.json";
    assert.deepEqual([...top].toSorted(), packed.split(" "));
    const wanted = Object.entries(lock.packages).flatMap(([path, { dev, optional }]) =>
      !path || dev || optional ? [] : [path],
    );
    const found = added.flatMap(
      (path) =>
        /^opt\/edgeward\/(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/.][^/]*)\/package\.json$/.exec(
          path,
        )?.[1] ?? [],
    );
    assert.deepEqual(found.toSorted(), wanted.toSorted());
    const empty = await filesBelow(join(image.root, ours), "-type", "d", "-empty");
    assert.deepEqual(empty, []);
    const dist = fileURLToPath(new URL("../../dist", import.meta.url));
    const directories = (at: string) => filesBelow(at, "-type", "d");
    assert.deepEqual(await directories(join(image.root, ours, "dist")), await directories(dist));
    const sizes = await filesBelow(join(image.root, ours), "-type", "f", "-printf", "%s ");
    const bytes = sizes.reduce((sum, line) => sum + Number(line.split(" ")[0]), 0);
    console.log(`the image is ${Math.round(bytes / 1e6)} MB more than its base, node`);
  });

  test("belongs to root where it is code, and to nobody else; nothing in it runs as another, and no secret is in it", async () => {
    const below = (...tests: string[]) => filesBelow(join(image.root, "opt"), ...tests);
    assert.deepEqual(
      await below("!", "-type", "l", "(", "!", "-uid", "0", "-o", "!", "-gid", "0", "-o", "-perm", "/022", ")"),
      [],
    );
    assert.deepEqual(await filesBelow(image.root, "-perm", "/6000"), []);
    assert.deepEqual(await filesBelow(join(image.root, "var/lib"), "-printf", "%m %U:%G "), ["700 1000:1000 edgeward"]);
    const grep = ["-rlF", canary, image.root];
    assert.throws(() => execFileSync("grep", grep), { status: 1 });
    assert.ok(!image.written.includes(canary));
  });

  test("shows its help when it is told nothing, says that nobody plays, and names what an agent lacks", async () => {
    const told = async (words?: readonly string[]) => {
      await using container = await started(image, words);
      return await container.ended;
    };
    const help = await told();
    assert.deepEqual([help.status, /edgeward play/.test(help.out)], [0, true], help.err);
    assert.equal((await told(["play", "--health"])).status, 3);
    const bad = await told(["play", "agent"]);
    assert.deepEqual([bad.status, /nothing says what to collect/.test(bad.err)], [2, true], bad.err);
  });

  test("plays an agent of a real broker as uid 1000 over a root that nobody can write, until it is stopped", async () => {
    await using directory = await scratch();
    const authority = await anAuthority();
    await using mosquitto = await aMosquitto(directory.dir, authority);
    await mosquitto.start();
    await using judge = await aJudge(directory.dir, authority, mosquitto);
    const secrets = join(directory.dir, "secrets");
    mkdirSync(secrets);
    const collect = JSON.stringify({ host: { topic: "sensors/host", every: "200ms" }, json: ["sensors/#"] });
    for (const [name, bytes] of Object.entries({ ca: authority.ca, password: "agent-password", collect })) {
      writeFileSync(join(secrets, name), bytes, { mode: 0o400 });
      chownSync(join(secrets, name), 1000, 1000);
    }
    const environment = {
      MQTT_HOST: "127.0.0.1",
      MQTT_TLS_SERVER_NAME: "broker",
      MQTT_PORT: String(mosquitto.port),
      MQTT_USERNAME: "agent",
      MQTT_PASSWORD_FILE: "/run/secrets/password",
      MQTT_CA_FILE: "/run/secrets/ca",
      EDGEWARD_COLLECT: "/run/secrets/collect",
    };
    await using agent = await started(image, ["play", "agent"], environment, secrets);
    await until("a message arrives", () => judge.messages.some(({ topic }) => topic === "sensors/host"));
    await until("it says that it is well", async () => (await agent.health()).status === 0);
    const who = await agent.also("cat", "/proc/1/status", "/proc/1/mounts");
    for (const line of [
      /^Uid:\t1000\t1000\t1000\t1000$/m,
      /^Gid:\t1000\t/m,
      /^CapEff:\t0+$/m,
      /^NoNewPrivs:\t1$/m,
      / \/ ext4 ro/m,
    ])
      assert.match(who.out, line);
    for (const path of ["/opt/edgeward/dist/x", "/x", "/tmp/x"])
      assert.notEqual((await agent.also("touch", path)).status, 0, path);
    assert.equal((await agent.also("ls", "/var/lib/edgeward")).out, "buffer\n");
    const { status, out, err } = await agent.end();
    assert.deepEqual([status, (out + err).includes("agent-password")], [0, false], err);
  });
});
