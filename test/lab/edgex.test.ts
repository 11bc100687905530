/**
 * EdgeX's own compose file of 19 services, made for one host, on two: brought up, its tokens delivered and looked after, and there again after
 * the device host died. Its programs are stand-ins (edgex/stand-in.ts), since no registry can be reached; engines, swarm, overlay, volumes and secrets
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
import { aWatch } from "./edgex/a-watch.ts";
import { partsOf, type Services, tokenOf } from "./edgex/override.ts";
import { standIn } from "./edgex/stand-in.ts";
import { tasksOf } from "./tig/a-swarm.ts";

const compose = resolve(import.meta.dirname, "../../../shared/fixtures/edgex-jakarta/docker-compose.yml");
const reason = existsSync(compose) ? cannotRun() : "EdgeX's compose file is not here";
const lab = aLab(`edgex-${process.pid.toString(36)}`);
const stack = "edgex";
const devices = ["device-rest", "device-virtual"];
/** The engine's socket in EdgeX 2's management agent. */
const accepted = ["--waive", "system:docker-socket"];
const secrets = "/tmp/edgex/secrets";
/** Seventeen containers start at once on the manager; on a busy machine with 1G its engine is killed for want of memory. */
const memory = "2G";
/** Ends while the test looks, and leaves a slow processor the time to renew it. */
const leaseS = 90;

describe.skipIf(reason)(`EdgeX on two hosts${reason ? `, not run here: ${reason}` : ""}`, () => {
  let scratch = "";
  let services: Services = {};
  const swarm = aSwarmOf(lab, () => scratch);
  const running = async () => (await tasksOf(lab, stack)).filter(({ state }) => state === "Running");
  /** Directories that have a token. */
  let directories: readonly string[] = [];
  /**
   * What each container of a host gets when it tries to read every token, as its own user: the file with the beginning of its hash, or that
   * it was refused; then tokens that lie elsewhere in it.
   */
  const seenOn = async (host: string): Promise<Readonly<Record<string, readonly string[]>>> => {
    // The shell itself reads: a process for each of twelve files takes minutes on such hosts.
    const attempt = `x=; { read -r x < $name/secrets-token.json; } 2> /dev/null; if [ -n "$x" ]; then sha256sum $name/secrets-token.json; else echo "refused $name"; fi`;
    const elsewhere = `find / -path /proc -prune -o -path /sys -prune -o -path ${secrets} -prune -o -name "*token*.json" -print`;
    const look = `cd ${secrets} 2> /dev/null || cd /tmp; for name in ${directories.join(" ")}; do ${attempt}; done; ${elsewhere} 2> /dev/null; true`;
    const format = '{{.ID}} {{.Label "com.docker.swarm.service.name"}}';
    const listed = await lab.docker(host, "ps", "--filter", `label=edgeward.stack=${stack}`, "--format", format);
    const seen: [string, readonly string[]][] = [];
    for (const [id = "", service = ""] of listed.split("\n").map((line) => line.split(" "))) {
      // A job may end meanwhile; whoever is looked for and not seen fails the test.
      const said = await lab.docker(host, "exec", id, "sh", "-c", look).catch(() => undefined);
      if (said === undefined) continue;
      const files = said.split("\n").filter((line) => line !== "");
      const shown = files.map((file) => file.replace(/^(.{12})\w{52} +(.*)$/, "$2 $1")).toSorted();
      seen.push([service.slice(stack.length + 1), shown]);
    }
    return Object.fromEntries(seen);
  };
  /** What the setup service has made, by directory. */
  let made: ReadonlyMap<string, string> = new Map();
  const lookAtMade = async () => {
    const setup = await lab.docker("manager", "ps", "-q", "--filter", `name=${stack}_secretstore-setup[.]`);
    const sums = await lab.docker("manager", "exec", setup, "sh", "-c", `cd ${secrets} && sha256sum */*.json`);
    const lines = sums.split("\n").map((line) => line.split(/ +/));
    made = new Map(lines.map(([sum = "", file = ""]) => [file.split("/")[0] ?? "", sum.slice(0, 12)]));
  };
  /** One token was read, and all others were tried. */
  const only = (own: string | undefined): readonly string[] =>
    directories
      .map((name) => (name === own ? `${own}/secrets-token.json ${made.get(own)}` : `refused ${name}`))
      .toSorted();
  const watch = aWatch(lab, stack, () => scratch);

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), "edgeward-edgex-"));
    cpSync(compose, join(scratch, "docker-compose.yml"));
    services = (parse(readFileSync(compose, "utf8")) as { readonly services: Services }).services;
    writeFileSync(join(scratch, "parts.yml"), partsOf(services, leaseS));
    directories = [...new Set(Object.values(services).flatMap((service) => tokenOf(service) ?? []))].toSorted();
    const up = await lab.edgeward("up", "--cache", cache, "--memory", memory);
    assert.equal(up.status, 0, up.err);
    await swarm.make();
    const image = await standIn([...new Set(Object.values(services).map((service) => service.image))]);
    for (const host of ["manager", "worker-1"]) await lab.docker(host, "load", "-q", "-i", image);
  });
  afterAll(async () => {
    await watch.end();
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
    const { status, err } = await swarm.edgeward("up", ...files(), ...accepted, ...["--no-verify", "--timeout", "12m"]);
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

  test("each service reads its own token and is refused each other's", async () => {
    await until(async () => {
      await lookAtMade().catch(() => undefined);
      return made.size === 12;
    });
    assert.equal(new Set(made.values()).size, 12, "a token of its own for each that has a directory");
    const seen = await seenOn("manager");
    assert.ok(
      (seen["secretstore-setup"] ?? []).every((line) => !line.startsWith("refused")),
      "who makes them reads all",
    );
    for (const [name, service] of Object.entries(services)) {
      if (devices.includes(name) || name === "secretstore-setup" || name === "proxy-setup") continue;
      // Another user's than Kong's: it sees the file, and may not read it.
      assert.deepEqual(seen[name], only(name === "kong" ? undefined : tokenOf(service)), name);
    }
  });

  test("the device services get theirs over the swarm, and then serve", async () => {
    const { status, out, err } = await swarm.edgeward("token", "deliver", "-p", stack);
    assert.equal(status, 0, err + out);
    assert.doesNotMatch(out + err, /hvs\./);
    await devicesServe();
  });

  test("the watch renews their tokens before the lease is over, and without a hand has another made of one that the store has ended", async () => {
    watch.start();
    for (const name of devices) await until(async () => (await inStore("renewed")).includes(await watch.tokenOf(name)));
    const ended = await watch.tokenOf("device-virtual");
    await watch.inStore(`echo "1 ${leaseS}" > /vault/file/tokens/${ended}`);
    await until(async () => (await watch.tokenOf("device-virtual")) !== ended);
    assert.ok((await inStore("refused")).includes(ended), "it was told so by the store");
    await devicesServe();
    const answered = await inStore("renewed");
    assert.ok(answered.includes(await watch.tokenOf("device-rest")), "and the other one's is the renewed one");
  });

  test("they run again with their tokens after the machine under them was killed, while the watch goes on", async () => {
    const before = lab.pidOf("worker-1");
    process.kill(before, "SIGKILL");
    await until(async () => !existsSync(`/proc/${before}/fd/0`));
    const up = await lab.edgeward("up", "--cache", cache, "--memory", memory);
    assert.equal(up.status, 0, up.err);
    assert.notEqual(lab.pidOf("worker-1"), before);
    await devicesServe();
    assert.equal(watch.runs(), true);
    const status = await swarm.edgeward("watch", "-p", stack, "--status");
    assert.equal(status.status, 0, status.out + status.err);
  });

  test("docker stack ps shows what edgeward ps shows", async () => {
    // Between the two looks a task may end; what is different for so long is different.
    let [ours, theirs] = [[] as readonly string[], [] as readonly string[]];
    for (let looks = 0; looks === 0 || (looks < 20 && ours.join("\n") !== theirs.join("\n")); looks++) {
      const { out } = await swarm.edgeward("ps", "-p", stack, "--format", "json");
      const { tasks } = JSON.parse(out) as { readonly tasks: readonly Readonly<Record<string, string>>[] };
      ours = tasks
        .map(({ id, task, node, desired, state }) => [id, task, node, desired, state].join(" ").toLowerCase())
        .toSorted();
      const format = "{{.ID}} {{.Name}} {{.Node}} {{.DesiredState}} {{.CurrentState}}";
      const said = await lab.docker("manager", "stack", "ps", "--no-trunc", "--format", format, stack);
      theirs = said
        .split("\n")
        .map((line) => line.toLowerCase().split(" ").slice(0, 5).join(" "))
        .toSorted();
    }
    assert.deepEqual(ours, theirs);
    assert.ok(ours.length >= 20, "all that runs is there");
  });

  test("verify finds nothing that failed", async () => {
    const { status, out, err } = await swarm.edgeward("verify", ...files(), ...accepted, "--format", "json");
    const { findings } = JSON.parse(out) as { readonly findings: readonly Readonly<Record<string, string>>[] };
    const bad = findings.filter(({ verdict }) => verdict !== "pass");
    assert.deepEqual(
      bad.filter(({ verdict }) => verdict === "fail"),
      [],
      err,
    );
    // A job that is just starting or ending can be looked into by nobody; all else is known.
    assert.deepEqual(
      bad.filter(({ service }) => service !== "proxy-setup"),
      [],
      err,
    );
    assert.equal(status, bad.length === 0 ? 0 : 3);
    for (const name of [...Object.keys(services), "security-bootstrapper-device"])
      if (name !== "proxy-setup")
        assert.ok(
          findings.some(({ service, probe }) => service === name && probe === "task-secrets-only"),
          name,
        );
  });

  test("down leaves nothing of it", async () => {
    assert.equal(await watch.end(), 0);
    assert.match(watch.said(), /token of device-virtual made anew and delivered/);
    assert.doesNotMatch(watch.said(), /hvs\./);
    const { status, err } = await swarm.edgeward("down", "-p", stack, "--volumes");
    assert.equal(status, 0, err);
    await swarm.isBare();
  });

  const files = () => ["-p", stack, "-f", join(scratch, "docker-compose.yml"), "-f", join(scratch, "parts.yml")];

  const inStore = async (file: string) =>
    (await watch.inStore(`cat /vault/file/${file} 2> /dev/null; true`)).split("\n");

  /** With the token that was made for them, and for whoever calls them from the other host. */
  async function devicesServe(): Promise<void> {
    // While they start with another one, neither answers; and a watch may just have had one made.
    let seen: Readonly<Record<string, readonly string[]>> = {};
    await until(async () => {
      for (const name of devices) if (!(await answers(name))) return false;
      // A container may be replaced between two questions.
      await lookAtMade().catch(() => undefined);
      seen = await seenOn("worker-1").catch(() => ({}));
      return devices.every((name) => seen[name]?.some((line) => line.endsWith(` ${made.get(name)}`)));
    });
    assert.deepEqual(
      devices.map((name) => seen[name]),
      devices.map((name) => only(name)),
    );
    assert.deepEqual(seen["security-bootstrapper-device"], only(undefined));
  }

  async function answers(name: string): Promise<boolean> {
    const { hostname = "", ports: [port = ""] = [] } = services[name] ?? {};
    const container = await lab.docker("manager", "ps", "-q", "--filter", `name=${stack}_data[.]`);
    const call = `nc -w 10 ${hostname} ${port.split(":").at(-1)?.replace("/tcp", "")} < /dev/null`;
    return (await lab.docker("manager", "exec", container, "sh", "-c", call).catch(() => "")) === hostname;
  }
});
