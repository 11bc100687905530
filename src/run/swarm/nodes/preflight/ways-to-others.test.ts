/** Hosts of a test's own with a firewall each, in place of looks from containers: which ways are tried, and what is said. Real ones: test/lab/three-hosts.test.ts. */
import assert from "node:assert/strict";
import { test } from "vitest";
import { Fault } from "../../../../model/fault.ts";
import type { Door, HostLook } from "../../../../model/node-host.ts";
import type { SwarmNode } from "../../../../model/swarm-node.ts";
import type { Swarm } from "../../swarm-tools.ts";
import { anEngine, never, nodeTools } from "../testing/node-tools.ts";
import { waysToOthers } from "./ways-to-others.ts";

const doors = { tcp: ["tcp/2377", "tcp/7946"], udp: ["udp/7946", "udp/4789"], overlay: "udp/4789" } as const;
const worker: readonly Door[] = ["tcp/7946", "udp/7946", "udp/4789"];
const manager: readonly Door[] = [...worker, "tcp/2377"];
const burst = 16;

/** @param held doors that somebody holds @param drops what its firewall keeps out, `esp` or a door */
function aHost(name: string, ip: string, held: readonly Door[], drops: readonly string[] = []) {
  const engine = anEngine(`unix:///${name}`, () => undefined);
  return {
    name,
    ip,
    held,
    drops,
    engine,
    came: { datagrams: 0, strays: 0, esp: 0 },
    listening: new Set<Door>(),
    looks: 0,
  };
}
type Host = ReturnType<typeof aHost>;

function lookFrom(hosts: readonly Host[], own: Host): HostLook {
  const lets = (ip: string, what: string) => hosts.find((one) => one.ip === ip && !one.drops.includes(what));
  own.looks += 1;
  return {
    facts: async () => ({ kernel: "6", modules: [], modulesKnown: true, addresses: [], freeBytes: 1, held: own.held }),
    async listen(ports) {
      for (const port of ports) own.listening.add(`tcp/${port}`);
      return { heard: async () => [...own.listening] };
    },
    arrivals: async () => ({ ...own.came }),
    async strew(ip, port) {
      const to = lets(ip, `udp/${port}`);
      if (to) to.came[to.held.includes(`udp/${port}`) ? "datagrams" : "strays"] += burst;
      return burst;
    },
    async esp(ip) {
      const to = lets(ip, "esp");
      if (to) to.came.esp += burst;
      return burst;
    },
    async knock(ip, wanted) {
      const opens = (door: Door) => {
        const to = lets(ip, door);
        return to !== undefined && (to.held.includes(door) || to.listening.has(door));
      };
      return new Map(wanted.map((door) => [door, opens(door) ? "open" : "refused"]));
    },
    async [Symbol.asyncDispose]() {
      own.listening.clear();
      own.looks -= 1;
    },
  };
}

interface Also {
  readonly state?: string;
  readonly engine?: () => Promise<Host["engine"] | undefined>;
  readonly role?: "manager" | "worker";
}

/** The first of them is the manager that the newcomer is brought to, the last the newcomer. */
async function tried(hosts: readonly Host[], also: Readonly<Record<string, Also>> = {}) {
  const [first] = hosts;
  const newcomer = hosts.at(-1);
  assert.ok(first && newcomer);
  const there = hosts.slice(0, -1);
  const node = ({ name, ip }: Host) =>
    ({ id: `id-${name}`, hostname: name, ip, role: "worker", state: "ready", ...also[name] }) as unknown as SwarmNode;
  const swarm = {
    manager: first.engine,
    nodes: async () => there.map(node),
    engineOf: async ({ hostname }: SwarmNode) =>
      also[hostname]?.engine ? also[hostname].engine() : there.find(({ name }) => name === hostname)?.engine,
  } as unknown as Swarm;
  const tools = {
    ...nodeTools(() => first.engine),
    lookAt: async (engine: unknown) => lookFrom(hosts, hosts.find((one) => one.engine === engine) ?? newcomer),
  };
  const asked = { engine: newcomer.engine, name: newcomer.name, ip: newcomer.ip, free: manager, asManager: false };
  const found = await waysToOthers(tools, swarm, asked, doors, never);
  assert.deepEqual(
    hosts.map(({ looks }) => looks),
    hosts.map(() => 0),
    "a look is left",
  );
  return found;
}

const said = (found: Awaited<ReturnType<typeof tried>>) =>
  found
    .filter(({ verdict }) => verdict !== "pass")
    .map(({ node, check, verdict, what }) => `${node} ${check} ${verdict}: ${what}`);

test("between each of the others and the newcomer all ways are tried, both ways; the manager has been tried already", async () => {
  const others = ["w1", "w2"].map((name, i) => aHost(name, `10.0.0.${i + 2}`, worker));
  const found = await tried([
    aHost("m", "10.0.0.1", manager, ["tcp/7946", "udp/4789", "esp"]),
    ...others,
    aHost("new", "10.0.0.9", []),
  ]);
  assert.deepEqual(said(found), []);
  const passed = found.map(({ node, check }) => `${node} ${check}`);
  assert.deepEqual(passed, [
    "w1 ports",
    "w1 esp",
    "new ports",
    "new esp",
    "w2 ports",
    "w2 esp",
    "new ports",
    "new esp",
  ]);
});

test("a firewall of another node is found, though the manager has none, and so is what the newcomer keeps out", async () => {
  const shut = aHost("w1", "10.0.0.2", worker, ["udp/4789", "tcp/7946", "esp"]);
  const found = await tried([aHost("m", "10.0.0.1", manager), shut, aHost("new", "10.0.0.9", [], ["udp/7946"])]);
  assert.deepEqual(said(found), [
    "w1 ports fail: tcp/7946, udp/4789 at 10.0.0.2 cannot be reached from new",
    "w1 esp fail: ESP (protocol 50) from new does not get to 10.0.0.2: encrypted overlays would carry nothing",
    "new ports fail: udp/7946 at 10.0.0.9 cannot be reached from w1",
  ]);
});

test("another manager is asked on 2377, a worker is not", async () => {
  const second = aHost("m2", "10.0.0.2", worker);
  const hosts = () => [aHost("m", "10.0.0.1", manager), second, aHost("new", "10.0.0.9", [])];
  assert.deepEqual(said(await tried(hosts())), []);
  assert.deepEqual(said(await tried(hosts(), { m2: { role: "manager" } })), [
    "m2 ports fail: tcp/2377 at 10.0.0.2 cannot be reached from new",
  ]);
});

test("a node that nobody can ask is named and keeps nobody out, one that is away is not asked, and the rest is tried", async () => {
  const names = ["unsaid", "broken", "away", "good"];
  const others = names.map((name, i) => aHost(name, `10.0.0.${i + 2}`, worker));
  const found = await tried([aHost("m", "10.0.0.1", manager), ...others, aHost("new", "10.0.0.9", [])], {
    unsaid: { engine: async () => undefined },
    broken: {
      engine: () => Promise.reject(new Fault("unreachable", "ssh://broken: the host does not answer", "See.")),
    },
    away: { state: "down" },
  });
  assert.deepEqual(said(found), [
    "unsaid ports unknown: whether new and unsaid (id-unsaid) reach each other was not tried: nobody said how its engine is reached",
    "broken ports unknown: whether new and broken (id-broken) reach each other was not tried: ssh://broken: the host does not answer",
  ]);
  assert.ok(!found.some(({ node }) => node === "away"));
  assert.equal(found.filter(({ node, verdict }) => node === "good" && verdict === "pass").length, 2);
});
