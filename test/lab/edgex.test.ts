/**
 * EdgeX's own compose file of 19 services, made for one host, on two: brought up, its tokens delivered, and there again after the device
 * host died. Its programs are stand-ins (edgex/stand-in.ts), since no registry can be reached; engines, swarm, overlay, volumes and secrets
 * are real. The compose file is none of ours, so the test needs it beside the project. One lab, so the tests come one after the other.
 */
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { parse } from "yaml";
import { aLab, cache, until } from "./a-lab.ts";
import { cannotRun } from "./cannot-run.ts";
import { aSwarmOf } from "./edgex/a-swarm.ts";
import { partsOf, type Services, tokenOf } from "./edgex/override.ts";
import { standIn } from "./edgex/stand-in.ts";
import { tasksOf } from "./tig/a-swarm.ts";

const compose = resolve(import.meta.dirname, "../../../shared/fixtures/edgex-jakarta/docker-compose.yml");
const reason = existsSync(compose) ? cannotRun() : "EdgeX's compose file is not here";
const lab = aLab(`edgex-${process.pid.toString(36)}`);
const stack = "edgex";
const devices = ["device-rest", "device-virtual"];
const secrets = "/tmp/edgex/secrets";
/** Seventeen containers start at once on the manager; with 448M its engine is killed for want of memory. */
const memory = "1G";

describe.skipIf(reason)(`EdgeX on two hosts${reason ? `, not run here: ${reason}` : ""}`, () => {
  let scratch = "";
  let services: Services = {};
  const swarm = aSwarmOf(lab, () => scratch);
  const running = async () => (await tasksOf(lab, stack)).filter(({ state }) => state === "Running");
  /** Files below the directory of tokens in each container of a host, by service, with the beginning of their hash. */
  const seenOn = async (host: string): Promise<Readonly<Record<string, readonly string[]>>> => {
    const look = `cd ${secrets} 2> /dev/null && find . -name "*.json" -exec sha256sum {} + 2> /dev/null; true`;
    const label = '{{index .Config.Labels "com.docker.swarm.service.name"}}';
    const each = `echo "= $(docker inspect -f '${label}' $id)"; docker exec $id sh -c '${look}'`;
    const said = await lab.on(
      host,
      `for id in $(docker ps -q --filter label=edgeward.stack=${stack}); do ${each}; done`,
    );
    const parts = said
      .split(/^= /m)
      .slice(1)
      .map((part) => part.trim().split("\n"));
    return Object.fromEntries(
      parts.map(([service = "", ...files]) => [
        service.slice(stack.length + 1),
        files.map((file) => file.replace(/^(.{12})\w* +\.\/(.*)$/, "$2 $1")).toSorted(),
      ]),
    );
  };
  /** What the setup service has made, by directory. */
  let made: ReadonlyMap<string, string> = new Map();
  const fileOf = (directory: string) => `${directory}/secrets-token.json ${made.get(directory)}`;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), "edgeward-edgex-"));
    cpSync(compose, join(scratch, "docker-compose.yml"));
    services = (parse(readFileSync(compose, "utf8")) as { readonly services: Services }).services;
    writeFileSync(join(scratch, "parts.yml"), partsOf(services));
    const up = await lab.edgeward("up", "--cache", cache, "--memory", memory);
    assert.equal(up.status, 0, up.err);
    await swarm.make();
    const image = await standIn([...new Set(Object.values(services).map((service) => service.image))]);
    for (const host of ["manager", "worker-1"]) await lab.docker(host, "load", "-q", "-i", image);
  });
  afterAll(async () => {
    await lab.edgeward("down");
    rmSync(scratch, { recursive: true, force: true });
  });

  test("does not come up with the engine's socket in a container, unless that is accepted by name", async () => {
    const { status, err } = await swarm.edgeward("up", ...files());
    assert.deepEqual([status, /docker-socket/.test(err)], [1, true], err);
    assert.equal(await lab.docker("manager", "service", "ls", "-q"), "");
    assert.equal(existsSync(join(scratch, ".edgeward/keys")), false, "what is refused makes no keys");
  });

  test("comes up, the device services where the devices are and all else beside each other", async () => {
    const { status, err } = await swarm.edgeward(
      "up",
      ...files(),
      ...["--waive", "system:docker-socket", "--no-verify", "--timeout", "12m"],
    );
    assert.equal(status, 0, err);
    assert.match(err, /Waiting for their tokens: edgex_device-rest, edgex_device-virtual/);
    // It does its work and ends, sooner or later.
    const there = (await running()).filter(({ service }) => service !== "proxy-setup");
    const core = Object.keys(services).filter((name) => !devices.includes(name) && name !== "proxy-setup");
    const on = (node: string) => there.flatMap((task) => (task.node === node ? [task.service] : [])).toSorted();
    assert.deepEqual(on("manager"), core.toSorted());
    assert.ok(on("worker-1").includes("security-bootstrapper-device"));
    assert.deepEqual(
      on("worker-1").filter((name) => name !== "security-bootstrapper-device" && !devices.includes(name)),
      [],
    );
  });

  test("each service reads its own token and no other's", async () => {
    let seen = await seenOn("manager");
    await until(async () => {
      seen = await seenOn("manager");
      return seen["secretstore-setup"]?.length === 12;
    });
    made = new Map(
      (seen["secretstore-setup"] ?? []).map((line) => [line.split("/")[0] ?? "", line.split(" ")[1] ?? ""]),
    );
    assert.equal(new Set(made.values()).size, 12, "a token of its own for each that has a directory");
    for (const [name, service] of Object.entries(services)) {
      if (devices.includes(name) || name === "secretstore-setup" || name === "proxy-setup") continue;
      const own = tokenOf(service);
      // Another user's than Kong's: it sees the file, and may not read it.
      const expected = own === undefined || name === "kong" ? [] : [fileOf(own)];
      assert.deepEqual(seen[name], expected, name);
    }
  });

  test("the device services get theirs over the swarm, and then serve", async () => {
    const { status, out, err } = await swarm.edgeward("token", "deliver", "-p", stack);
    assert.equal(status, 0, err + out);
    assert.doesNotMatch(out + err, /hvs\./);
    await devicesServe();
  });

  test("they run again with their tokens after the machine under them was killed", async () => {
    const before = lab.pidOf("worker-1");
    process.kill(before, "SIGKILL");
    await until(async () => !existsSync(`/proc/${before}/fd/0`));
    const up = await lab.edgeward("up", "--cache", cache, "--memory", memory);
    assert.equal(up.status, 0, up.err);
    assert.notEqual(lab.pidOf("worker-1"), before);
    await devicesServe();
  });

  test("down leaves nothing of it", async () => {
    const { status, err } = await swarm.edgeward("down", "-p", stack, "--volumes");
    assert.equal(status, 0, err);
    await swarm.isBare();
  });

  const files = () => ["-p", stack, "-f", join(scratch, "docker-compose.yml"), "-f", join(scratch, "parts.yml")];

  /** With the token that was made for them, and for whoever calls them from the other host. */
  async function devicesServe(): Promise<void> {
    for (const name of devices) await until(() => answers(name));
    const seen = await seenOn("worker-1");
    assert.deepEqual(
      devices.map((name) => seen[name]),
      devices.map((name) => [fileOf(name)]),
    );
    assert.deepEqual(seen["security-bootstrapper-device"], []);
  }

  async function answers(name: string): Promise<boolean> {
    const { hostname = "", ports: [port = ""] = [] } = services[name] ?? {};
    const container = await lab.docker("manager", "ps", "-q", "--filter", `name=${stack}_data[.]`);
    const call = `nc -w 10 ${hostname} ${port.split(":").at(-1)?.replace("/tcp", "")} < /dev/null`;
    return (await lab.docker("manager", "exec", container, "sh", "-c", call).catch(() => "")) === hostname;
  }
});
