/** Each probe of a swarm on a real one of two hosts: what is right, what is wrong in just that way, what is absent, and what is left. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, test } from "vitest";
import { connectDocker } from "../../src/engine/docker/connect-docker.ts";
import type { Docker } from "../../src/engine/docker/docker.ts";
import { helperImage } from "../../src/engine/images/helper-image.ts";
import type { ServiceSpec } from "../../src/model/engine-api.ts";
import { throwAwayLabel } from "../../src/model/swarm-plan.ts";
import type { Observation } from "../../src/probe/probe.ts";
import { onlyDeclaredPorts } from "../../src/probe/swarm/only-declared-ports.ts";
import { lookThrough, overlayEncrypted } from "../../src/probe/swarm/overlay-encrypted.ts";
import { placedAsPromised } from "../../src/probe/swarm/placed-as-promised.ts";
import type { SwarmScene } from "../../src/probe/swarm/scene.ts";
import { taskPrivileges } from "../../src/probe/swarm/task-privileges.ts";
import { taskSecretsOnly } from "../../src/probe/swarm/task-secrets-only.ts";
import type { Capture } from "../../src/probe/swarm/wire/capture.ts";
import { Trial } from "../../src/probe/swarm/wire/trial.ts";
import { readNodes } from "../../src/run/swarm/read-nodes.ts";
import { aLab, cache, until } from "./a-lab.ts";
import { cannotRun } from "./cannot-run.ts";

const reason = cannotRun();
const lab = aLab(`proof-${process.pid.toString(36)}`);
const { signal } = new AbortController();
const hosts = ["manager", "worker-1"] as const;

describe.skipIf(reason)(`a swarm of two${reason ? `, not run here: ${reason}` : ""}`, () => {
  let [manager, worker]: Docker[] = [];
  let services: readonly ServiceSpec[] = [];
  let image = "";
  const scene = (parts: Partial<SwarmScene> = {}): SwarmScene => ({
    stack: "shop",
    services,
    swarm: {
      manager: there(manager),
      nodes: (ours) => readNodes(there(manager), () => "known", ours),
      engineOf: async ({ hostname }) => (hostname === "manager" ? manager : worker),
    },
    clock: { elapsed: () => performance.now(), sleep: (ms, ours) => sleep(ms, undefined, { signal: ours }) },
    random: (bytes) => randomBytes(bytes),
    helperImage,
    ...parts,
  });

  beforeAll(async () => {
    const up = await lab.edgeward("up", "--cache", cache, "--memory", "448M");
    assert.equal(up.status, 0, up.err);
    await lab.docker("manager", "swarm", "init", "--advertise-addr", "10.77.0.11");
    const token = await lab.docker("manager", "swarm", "join-token", "-q", "worker");
    await lab.docker("worker-1", "swarm", "join", "--token", token, "10.77.0.11:2377");
    await lab.docker("manager", "node", "update", "--label-add", "edgeward.zone=device", "worker-1");
    await lab.docker("manager", "network", "create", "-d", "overlay", "--opt", "encrypted", "shop_sealed");
    await lab.docker("manager", "network", "create", "-d", "overlay", "shop_open");
    [manager, worker] = await Promise.all(
      hosts.map((host) => connectDocker({ by: "unix", path: lab.socket(host) }, { environment: process.env }, signal)),
    );
    image = await helperImage(there(manager), signal);
    assert.equal(await helperImage(there(worker), signal), image);
    const ids = await Promise.all(["shop_password", "shop_other"].map((name) => aSecret(there(manager), name)));
    services = [core(image), edge(image), nobodyOn("shop_open")];
    for (const spec of services) await deploy(there(manager), spec, ids[0] ?? "");
    await running("shop_core", "shop_edge");
  });
  afterAll(async () => {
    await Promise.all([manager, worker].map((engine) => engine?.[Symbol.asyncDispose]()));
    await lab.edgeward("down");
  });

  test("as promised: each of its claims holds", async () => {
    for (const probe of [placedAsPromised, taskSecretsOnly, taskPrivileges, onlyDeclaredPorts]) {
      const seen = await probe.look(scene(), signal);
      assert.deepEqual(verdicts(seen), new Set(["pass"]), `${probe.id}: ${told(seen)}`);
    }
  });

  test("what crosses an encrypted overlay cannot be read, and the same over a plain one is", async () => {
    const seen = await overlayEncrypted.look(scene(), signal);
    const [sealed, open, ...more] = seen;
    assert.deepEqual([sealed?.verdict, open?.verdict, more], ["pass", "fail", []], told(seen));
    assert.match(
      sealed?.evidence ?? "",
      /^shop_sealed: 2 canaries.*ESP packets.*SPIs are those of the kernels' states/,
    );
    assert.match(open?.evidence ?? "", /^shop_open: .*read in clear on the wire/);
  });

  test("a capture that sees nothing proves nothing, and what a killed run left is cleared away", async () => {
    await leaveBehind(there(manager), image);
    // Real captures, which listen where nothing goes.
    class Blind extends Trial {
      constructor(given: SwarmScene, by: string) {
        super(given, by, [9]);
      }
    }
    const only = services.filter(({ Name }) => Name === "shop_edge" || Name === "shop_core");
    const seen = await lookThrough(scene({ services: only }), Blind, signal);
    assert.deepEqual(verdicts(seen), new Set(["unknown"]), told(seen));
    assert.match(seen[0]?.evidence ?? "", /a canary sent in clear was not seen in the capture/);
    await nothingLeft();
  });

  test("an interrupted look clears away, too", async () => {
    const mine = new AbortController();
    const looking = overlayEncrypted.look(scene(), mine.signal);
    const over = assert.rejects(looking);
    await until(async () => (await leftOn(there(manager), "/services")) > 0);
    mine.abort(new Error("enough"));
    await over;
    await nothingLeft();
  });

  test("what is not there, and what cannot be reached, is unknown", async () => {
    const absent = { ...service("shop_absent", image, {}), EndpointSpec: core(image).EndpointSpec };
    const nowhere = service("shop_absent", image, { Networks: [{ Target: "shop_nowhere" }] });
    assert.deepEqual(
      verdicts(await overlayEncrypted.look(scene({ services: [nowhere] }), signal)),
      new Set(["unknown"]),
    );
    for (const probe of [placedAsPromised, taskSecretsOnly, taskPrivileges, onlyDeclaredPorts]) {
      const seen = await probe.look(scene({ services: [absent] }), signal);
      assert.equal(seen.find(({ service }) => service === "absent")?.verdict, "unknown", `${probe.id}: ${told(seen)}`);
    }
    const swarm = { ...scene().swarm, engineOf: async () => undefined };
    for (const probe of [taskSecretsOnly, taskPrivileges]) {
      const [seen] = await probe.look(scene({ swarm }), signal);
      assert.deepEqual([seen?.verdict, /edgeward node join/.test(seen?.remedy ?? "")], ["unknown", true]);
    }
  });

  test("a network that encrypts nothing by its nature is not passed over", async () => {
    await lab.docker("manager", "network", "create", "--config-only", "--subnet", "10.99.0.0/24", "mac-part");
    const whole = ["--driver", "macvlan", "--scope", "swarm", "--config-from", "mac-part", "shop_mac"];
    await lab.docker("manager", "network", "create", ...whole);
    const on = (network: string) => [service("shop_near", image, { Networks: [{ Target: network }] })];
    const [seen, ...more] = await overlayEncrypted.look(scene({ services: on("shop_mac") }), signal);
    assert.deepEqual([seen?.verdict, more], ["fail", []], told([...(seen ? [seen] : []), ...more]));
    assert.match(seen?.evidence ?? "", /^shop_mac: its driver is macvlan/);
    // The manager's own, by whatever name, is none of the swarm's.
    const [part] = await overlayEncrypted.look(scene({ services: on("mac-part") }), signal);
    assert.deepEqual([part?.verdict, part?.evidence], ["unknown", "mac-part: there is no such network on the swarm"]);
    assert.deepEqual(await overlayEncrypted.look(scene({ services: on("host") }), signal), []);
  });

  test("a task that was moved, a secret, a capability and a port too many: each is found by its probe", async () => {
    const place = ["--constraint-rm", "node.labels.edgeward.zone != device"];
    const worse = "--constraint-add node.hostname==worker-1 --secret-add shop_other --cap-add NET_ADMIN --user 0";
    const more = "--publish-add published=9999,target=9999,mode=host";
    const words = [...place, ...`${worse} ${more}`.split(" ")];
    await lab.docker("manager", "service", "update", "-d", ...words, "shop_core");
    await until(async () => (await lab.docker("worker-1", "ps", "-q", "-f", "name=shop_core")) !== "");
    await running("shop_core");
    const found = async (probe: typeof placedAsPromised) => {
      const seen = await probe.look(scene(), signal);
      return seen.find(({ service }) => service === "core");
    };
    const [moved, secret, rights, port] = [
      await found(placedAsPromised),
      await found(taskSecretsOnly),
      await found(taskPrivileges),
      await found(onlyDeclaredPorts),
    ];
    assert.deepEqual(
      [moved, secret, rights, port].map((one) => one?.verdict),
      Array(4).fill("fail"),
    );
    assert.match(moved?.evidence ?? "", /worker-1 against node\.labels\.edgeward\.zone != device/);
    assert.match(secret?.evidence ?? "", /not promised: shop_other at \/run\/secrets\/shop_other/);
    assert.match(rights?.evidence ?? "", /runs as user 0, not 1000.*has NET_ADMIN/);
    assert.match(port?.evidence ?? "", /not declared: tcp 9999/);
    await nothingLeft();
  });

  test("a frame of an encrypted network that goes from host to host in clear is found", async () => {
    const captures: Capture[] = [];
    class Overheard extends Trial {
      protected override capture(ports: readonly number[]): Capture {
        const capture = super.capture(ports);
        captures.push(capture);
        return capture;
      }
    }
    const only = services.filter(({ Name }) => Name === "shop_edge" || Name === "shop_core");
    const options = await lab.docker("manager", "network", "inspect", "shop_sealed", "-f", "{{json .Options}}");
    const vni = Number(JSON.parse(options)["com.docker.network.driver.overlay.vxlanid_list"]);
    // What a host itself sends to that port with that number its kernel encrypts; what it forwards for a container it does not. It stands
    // ready before anybody looks: the look does not wait for it.
    const sender = await lab.docker("worker-1", "run", "-d", "--rm", image, "/bin/busybox", "sleep", "600");
    const pid = await lab.docker("worker-1", "inspect", "-f", "{{.State.Pid}}", sender);
    let over = false;
    const looking = lookThrough(scene({ services: only }), Overheard, signal).finally(() => {
      over = true;
    });
    await until(async () => over || (captures.length === hosts.length && captures.every(({ listening }) => listening)));
    try {
      await lab.on("worker-1", `nsenter -t ${pid} -n bash -c "${inClear(vni, "10.77.0.11")}"`);
    } finally {
      await looking.catch(() => undefined);
      await lab.docker("worker-1", "rm", "-f", sender);
    }
    const [seen, ...more] = await looking;
    assert.deepEqual([seen?.verdict, more], ["fail", []], told([...(seen ? [seen] : []), ...more]));
    assert.match(seen?.evidence ?? "", /^shop_sealed: /);
    assert.ok(captures.some(({ frames }) => frames.some((one) => one.kind === "vxlan" && one.vni === vni)));
    await nothingLeft();
  });

  async function running(...names: readonly string[]): Promise<void> {
    await until(async () => {
      const states = await Promise.all(
        names.map((name) =>
          lab.docker("manager", "service", "ps", "-f", "desired-state=running", "--format", "{{.CurrentState}}", name),
        ),
      );
      return states.every((state) => /^Running/.test(state));
    });
  }

  /** Of the probes, on the swarm and on both engines. */
  async function nothingLeft(): Promise<void> {
    for (const path of ["/services", "/networks", "/tasks"]) assert.equal(await leftOn(there(manager), path), 0, path);
    for (const engine of [there(manager), there(worker)])
      await until(async () => (await leftOn(engine, "/containers/json")) === 0);
  }
});

const verdicts = (seen: readonly Observation[]) => new Set(seen.map(({ verdict }) => verdict));
const told = (seen: readonly Observation[]) => seen.map(({ verdict, evidence }) => `${verdict} ${evidence}`).join("\n");

/** For bash: sends one VXLAN frame. @see RFC 7348, section 5: the I flag, 3 bytes reserved, 3 bytes of VNI, 1 reserved */
function inClear(vni: number, to: string): string {
  const bytes = [0x08, 0, 0, 0, vni >> 16, (vni >> 8) & 255, vni & 255, 0, ...Buffer.from("not one of the probe's")];
  const octal = bytes.map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
  return `printf '${octal}' > /dev/udp/${to}/4789`;
}

function there(engine: Docker | undefined): Docker {
  assert.ok(engine);
  return engine;
}

async function leftOn(engine: Docker, path: string): Promise<number> {
  const query = { all: true, filters: { label: { [throwAwayLabel]: true } } };
  return ((await engine.ask<readonly unknown[] | undefined>("GET", path, { query, signal })) ?? []).length;
}

/** As a run that was killed leaves them. */
async function leaveBehind(manager: Docker, image: string): Promise<void> {
  const labels = { [throwAwayLabel]: overlayEncrypted.id };
  const network = { Name: "edgeward-dead-plain", Driver: "overlay", Labels: labels };
  const { Id } = await manager.ask<{ readonly Id: string }>("POST", "/networks/create", { body: network, signal });
  const spec = service("edgeward-dead-party", image, { Networks: [{ Target: Id }] });
  await manager.ask("POST", "/services/create", { body: { ...spec, Labels: labels }, signal });
}

async function aSecret(manager: Docker, name: string): Promise<string> {
  const body = { Name: name, Labels: {}, Data: Buffer.from("hush").toString("base64") };
  return (await manager.ask<{ readonly ID: string }>("POST", "/secrets/create", { body, signal })).ID;
}

async function deploy(manager: Docker, spec: ServiceSpec, secret: string): Promise<void> {
  const container = spec.TaskTemplate.ContainerSpec;
  const Secrets = container.Secrets?.map((one) => ({ ...one, SecretID: secret }));
  const body = { ...spec, TaskTemplate: { ...spec.TaskTemplate, ContainerSpec: { ...container, Secrets } } };
  await manager.ask("POST", "/services/create", { body, signal });
}

function service(name: string, image: string, template: object, container: object = {}): ServiceSpec {
  const command = ["/bin/busybox", "nc", "-ll", "-p", "8883", "-e", "/bin/busybox", "true"];
  return {
    Name: name,
    Labels: { "com.docker.stack.namespace": "shop" },
    TaskTemplate: {
      ContainerSpec: {
        Image: image,
        Labels: {},
        Command: command,
        StopSignal: "SIGKILL",
        Privileges: {},
        ...container,
      },
      Resources: {},
      Placement: {},
      Networks: [{ Target: "shop_sealed" }],
      ForceUpdate: 0,
      ...template,
    },
    Mode: { Replicated: { Replicas: 1 } },
    EndpointSpec: {},
  };
}

const core = (image: string): ServiceSpec => ({
  ...service(
    "shop_core",
    image,
    { Placement: { Constraints: ["node.labels.edgeward.zone != device"] } },
    {
      Privileges: { NoNewPrivileges: true, Seccomp: { Mode: "default" } },
      CapabilityDrop: ["ALL"],
      User: "1000",
      Secrets: [{ SecretName: "shop_password", File: { Name: "password", UID: "1000", GID: "0", Mode: 0o400 } }],
    },
  ),
  EndpointSpec: { Ports: [{ Protocol: "tcp", TargetPort: 8883, PublishedPort: 8883, PublishMode: "host" }] },
});

const edge = (image: string): ServiceSpec =>
  service("shop_edge", image, { Placement: { Constraints: ["node.labels.edgeward.zone == device"] } });

/** Its network has no task on it yet, and may have one on every node. */
const nobodyOn = (network: string): ServiceSpec => ({
  ...service("shop_nobody", "nothing", { Networks: [{ Target: network }] }),
  Mode: { Replicated: { Replicas: 0 } },
});
