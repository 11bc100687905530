/**
 * A hardened stack on hosts with Docker 20.10 (API 1.41): it runs, what their engine does not carry is named, and what is proven does not
 * pretend otherwise. One lab, one test after the other.
 */
import assert from "node:assert/strict";
import { afterAll, beforeAll, describe, test } from "vitest";
import { aLab, cache } from "./a-lab.ts";
import { cannotRun } from "./cannot-run.ts";
import { aSwarmStack, type SwarmStack } from "./swarm-stack.ts";

const reason = cannotRun();
const lab = aLab(`older-${process.pid.toString(36)}`);
const docker = (...words: string[]) => lab.docker("manager", ...words);
const listed = async (kind: string) => (await docker(kind, "ls", "--format", "{{.Name}}")).split("\n").filter(Boolean);
const loop = `["/bin/sh", "-c", "trap 'exit 0' TERM; while :; do sleep 1; done"]`;

const compose = `
name: plant
services:
  gateway:
    image: box:1
    command: ${loop}
    restart: always
    init: true
    read_only: true
    cap_drop: [ALL]
    cap_add: [NET_BIND_SERVICE]
    security_opt: ["no-new-privileges:true", "seccomp=./profile.json", "apparmor=unconfined"]
    sysctls: {net.ipv4.ip_unprivileged_port_start: 1000}
    ulimits: {nofile: 512}
    pids_limit: 64
    oom_score_adj: 100
    tmpfs: ["/tmp:size=1m,mode=1770"]
    secrets: [password]
    healthcheck: {test: [CMD, /bin/true], interval: 5s, start_period: 2s, start_interval: 1s}
  reader:
    image: box:1
    command: ${loop}
    restart: always
    cap_drop: [ALL]
    volumes: [{type: volume, source: data, target: /part, volume: {subpath: one}}]
volumes: {data: {}}
secrets: {password: {file: ./password}}
`;

interface Found {
  readonly probe: string;
  readonly service?: string;
  readonly verdict: string;
  readonly evidence: string;
}

describe.skipIf(reason)(`hosts with Docker 20.10${reason ? `, not run here: ${reason}` : ""}`, () => {
  let stack: SwarmStack;
  beforeAll(async () => {
    const up = await lab.edgeward("up", "--suite", "bookworm", "--cache", cache, "--memory", "448M");
    assert.equal(up.status, 0, up.err);
    stack = await aSwarmStack(lab, "box:1");
    stack.write({
      "compose.yml": compose,
      password: "first-password",
      "profile.json": '{"defaultAction":"SCMP_ACT_ALLOW"}',
    });
  });
  afterAll(async () => {
    stack?.remove();
    await lab.edgeward("down");
  });

  test("up names each thing that the engine does not carry, with what would, and the rest comes up", async () => {
    assert.match(await docker("version", "--format", "{{.Server.APIVersion}} {{.Server.Version}}"), /^1\.41 20\.10\./);
    const { status, err } = await stack.edgeward("up", "--no-verify");
    assert.equal(status, 0, err);
    const lost = [
      ...err.matchAll(/notice: `services\.(\S+)` is not carried: (\w+) needs API (\S+), and the engine speaks 1\.41/g),
    ];
    assert.deepEqual(lost.map(([, where, field, api]) => `${where} ${field} ${api}`).toSorted(), [
      "gateway.healthcheck.start_interval StartInterval 1.44",
      "gateway.oom_score_adj OomScoreAdj 1.46",
      "gateway.security_opt AppArmor 1.44",
      "gateway.security_opt NoNewPrivileges 1.44",
      "gateway.security_opt Seccomp 1.44",
      "reader.volumes Subpath 1.46",
    ]);
    assert.equal(err.match(/Update the engine to Docker (25|27)\.0 or later/g)?.length, lost.length);
    assert.equal((await listed("service")).length, 2);
  });

  test("what it does carry is in force", async () => {
    const [id = ""] = (await docker("ps", "-q", "--filter", "name=plant_gateway")).split("\n");
    const host = id === "" ? "worker-1" : "manager";
    const there = id || (await lab.docker(host, "ps", "-q", "--filter", "name=plant_gateway"));
    const { HostConfig } = (JSON.parse(await lab.docker(host, "inspect", there)) as { HostConfig: object }[])[0] ?? {};
    const { Init, ReadonlyRootfs, CapDrop, CapAdd, PidsLimit, Sysctls, Ulimits, SecurityOpt, OomScoreAdj } =
      HostConfig as Readonly<Record<string, unknown>>;
    assert.deepEqual(
      { Init, ReadonlyRootfs, CapDrop, CapAdd, PidsLimit, Sysctls, Ulimits, SecurityOpt, OomScoreAdj },
      {
        Init: true,
        ReadonlyRootfs: true,
        CapDrop: ["ALL"],
        CapAdd: ["CAP_NET_BIND_SERVICE"],
        PidsLimit: 64,
        Sysctls: { "net.ipv4.ip_unprivileged_port_start": "1000" },
        Ulimits: [{ Name: "nofile", Hard: 512, Soft: 512 }],
        // Not carried, as was said.
        SecurityOpt: null,
        OomScoreAdj: 0,
      },
    );
  });

  test("verify does not pass what the engine left out", async () => {
    const { status, out, err } = await stack.edgeward("verify", "--format", "json");
    assert.match(err, /is not carried: NoNewPrivileges needs API 1\.44/);
    const { findings } = JSON.parse(out) as { readonly findings: readonly Found[] };
    const rights = findings.filter(({ probe }) => probe === "task-privileges");
    assert.deepEqual(
      rights.map(({ service, verdict }) => `${service} ${verdict}`),
      ["gateway fail", "reader pass"],
    );
    assert.match(rights[0]?.evidence ?? "", /may gain privileges/);
    const others = findings.filter(({ probe }) => probe !== "task-privileges");
    assert.deepEqual(
      others.filter(({ verdict }) => verdict !== "pass"),
      [],
    );
    assert.ok(others.some(({ probe }) => probe === "overlay-encrypted"));
    assert.equal(status, 1);
  });

  test("up once more restarts nothing: what was left out is no change by hand", async () => {
    const before = await docker("stack", "ps", "-q", "--no-trunc", "plant");
    const { status, err } = await stack.edgeward("up", "--no-verify");
    assert.equal(status, 0, err);
    assert.doesNotMatch(err, /create|update|remove/);
    assert.equal(await docker("stack", "ps", "-q", "--no-trunc", "plant"), before);
  });

  test("down leaves nothing", async () => {
    const { status, err } = await stack.edgeward("down", "--volumes");
    assert.equal(status, 0, err);
    const left = [await listed("service"), await listed("secret"), await listed("config")];
    assert.deepEqual(left, [[], [], []]);
    assert.deepEqual(
      (await listed("network")).filter((name) => name.startsWith("plant")),
      [],
    );
    for (const host of ["manager", "worker-1"]) {
      assert.equal(await lab.docker(host, "volume", "ls", "-q"), "", host);
      assert.equal(await lab.docker(host, "ps", "-aq"), "", host);
    }
  });
});
