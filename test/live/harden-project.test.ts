/** `edgeward harden` on projects of several files, as a person runs it: what is written is a whole project that stands by itself. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "vitest";
import { main, ran } from "./a-stack.ts";

const files = {
  "app/compose.yml": `include: [parts/broker.yml]
services:
  agent:
    extends: { file: ../base/common.yml, service: agent }
    env_file: ../base/agent.env
    volumes: ["./data:/data"]
`,
  "app/parts/broker.yml": `services:
  mosquitto:
    image: eclipse-mosquitto:2
    ports: ["1883:1883"]
    volumes: ["./mosquitto.conf:/mosquitto/config/mosquitto.conf:ro"]
`,
  "app/parts/mosquitto.conf": "listener 1883\nallow_anonymous true\n",
  "base/common.yml": `services:
  agent:
    image: example/agent
    environment: { MQTT_HOST: mosquitto, MQTT_USERNAME: test, MQTT_PASSWORD: test }
    x-edgeward: { role: agent, publish: [sensors/agent] }
`,
  "base/agent.env": "LICENCE_KEY=a-planted-secret\n",
};

test("the written project is complete, and planning it again proposes nothing", async () => {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-harden-"));
  const environment = { PATH: process.env.PATH ?? "" };
  const edgeward = (...args: string[]) => ran(process.execPath, [main, ...args], directory, environment);
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(directory, name)), { recursive: true });
      await writeFile(join(directory, name), text);
    }
    const hardened = await edgeward("harden", "-f", "app/compose.yml", "-o", "out");
    assert.equal(hardened.status, 0, hardened.err);
    assert.match(hardened.err, /data, which agent mounts, is not copied/);
    assert.doesNotMatch(hardened.out + hardened.err, /planted/);
    const written = await readdir(join(directory, "out"), { recursive: true, withFileTypes: true });
    const names = written.flatMap((one) =>
      one.isFile() ? [join(one.parentPath, one.name).slice(directory.length + 5)] : [],
    );
    const ours = (name: string) => name.startsWith("app/.edgeward/");
    assert.deepEqual(names.filter((name) => !ours(name)).toSorted(), Object.keys(files).toSorted());
    const texts = await Promise.all(names.map((name) => readFile(join(directory, "out", name), "utf8")));
    const compose = texts.join("\n");
    const named = [...compose.matchAll(/file: \.\/(\.edgeward\/generated\/\S+)/g)].map(([, path]) => `app/${path}`);
    assert.ok(named.length > 4);
    for (const path of named) assert.ok(names.includes(path), `${path} is named, and there`);
    for (const name of ["base/common.yml", "base/agent.env"]) {
      assert.equal(await readFile(join(directory, "out", name), "utf8"), files[name as keyof typeof files]);
    }
    const modeOf = async (name: string) => (await stat(join(directory, "out", name))).mode & 0o777;
    assert.deepEqual(
      await Promise.all(["app/compose.yml", "app/parts/mosquitto.conf", "base/agent.env"].map(modeOf)),
      [0o644, 0o644, 0o600],
    );
    const inGenerated = (name: string) => modeOf(`app/.edgeward/generated/${name}`);
    assert.deepEqual(
      await Promise.all(["", "mosquitto", "mosquitto/passwords"].map(inGenerated)),
      [0o700, 0o700, 0o444],
      "only the owner comes in, and whatever user a container runs as can read",
    );
    const password = await readFile(join(directory, "out/app/.edgeward/generated/agent/mqtt_password"), "utf8");
    const plan = await edgeward("plan", "-f", "out/app/compose.yml");
    assert.equal(plan.status, 0, plan.err);
    assert.match(plan.out, /^Nothing to change; /m);
    const again = await edgeward("harden", "-f", "app/compose.yml", "-o", "out");
    assert.equal(again.status, 2);
    assert.match(again.err, /--force/);
    const forced = await edgeward("harden", "-f", "app/compose.yml", "-o", "out", "--force");
    assert.equal(forced.status, 0, forced.err);
    assert.ok(password.length >= 32);
    assert.equal(
      await readFile(join(directory, "out/app/.edgeward/generated/agent/mqtt_password"), "utf8"),
      password,
      "what is in use is kept",
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
