import assert from "node:assert/strict";
import { test } from "vitest";
import type { ServiceSpec } from "../../model/engine-api.ts";
import { onlyDeclaredPorts } from "./only-declared-ports.ts";
import { expectedOn, judgePorts } from "./tasks/judge-ports.ts";
import type { Published } from "./tasks/published.ts";
import { type NodeSockets, readSockets } from "./tasks/sockets.ts";
import { aScene, type Started } from "./testing/a-manager.ts";
import { aNode } from "./testing/nodes.ts";

const [one, two] = [aNode("one"), aNode("two")];
const tls = { Protocol: "tcp", TargetPort: 8883, PublishedPort: 8883, PublishMode: "host" };
const web = { Protocol: "tcp", TargetPort: 80, PublishedPort: 8080, PublishMode: "ingress" };
const open = (node: typeof one, ...ports: number[]): NodeSockets => ({
  node,
  sockets: ports.map((port) => ({ protocol: "tcp", host: "0.0.0.0", port, inode: "1" })),
  seesOurs: true,
});
const published = (parts: Partial<Published> = {}) => ({
  name: "shop_web",
  declared: [tls, web],
  there: [tls, web],
  bound: [{ node: "one", published: 8883, target: 8883, protocol: "tcp" }],
  runsOn: [one],
  ...parts,
});
const both = [open(one, 8883, 8080, 22), open(two, 8080)];
const judge = (parts: Partial<Published> = {}, listening: Parameters<typeof judgePorts>[1] = both) =>
  judgePorts(published(parts), listening);

test("each port as declared and open where it is to be: pass", () => {
  const seen = judge();
  assert.equal(seen?.verdict, "pass", seen?.evidence);
  assert.match(seen?.evidence ?? "", /tcp 8883 to 8883 \(host\) on one, tcp 8080 to 80 on one, two; control/);
  const any = { ...web, PublishedPort: 0 };
  assert.equal(judge({ declared: [tls, any] })?.verdict, "pass");
});

test("a service that neither declares nor publishes a port is not spoken of", () => {
  assert.equal(judge({ declared: [], there: [], bound: [] }), undefined);
});

test.each([
  [
    "a port that nobody declared",
    judge({ there: [tls, web, { ...web, PublishedPort: 1883 }] }),
    /not declared: tcp 1883/,
  ],
  ["all ports of a service that nobody promised", judge({ declared: [] }), /not declared/],
  [
    "the right port by another protocol",
    judge({ there: [{ ...tls, Protocol: "udp" }, web] }),
    /not declared: udp 8883/,
  ],
  [
    "the right port to another of the container's",
    judge({ there: [{ ...tls, TargetPort: 1883 }, web] }),
    /8883 to 1883/,
  ],
  [
    "a port on which only the other protocol listens",
    judge({}, [
      {
        ...open(one, 8080),
        sockets: [...open(one, 8080).sockets, { protocol: "udp", host: "::", port: 8883, inode: "1" }],
      },
    ]),
    /nobody listens: tcp 8883/,
  ],
  ["the right port through ingress", judge({ there: [{ ...tls, PublishMode: "ingress" }, web] }), /not declared/],
  [
    "a container's port besides",
    judge({ bound: [{ node: "one", published: 9, target: 9, protocol: "udp" }] }),
    /udp 9 to 9 on one/,
  ],
  ["a declared port that is not published", judge({ there: [web], bound: [] }), /declared, and not published/],
  [
    "a published port on which nobody listens",
    judge({}, [open(one, 8883), open(two, 8080)]),
    /nobody listens: tcp 8080 to 80 on one/,
  ],
])("%s: fail", (_, seen, why) => {
  assert.equal(seen?.verdict, "fail");
  assert.match(seen?.evidence ?? "", why);
});

test("unknown when the look does not see its own socket, sees no node, or the service is not there and is not over", () => {
  assert.equal(judge({}, [{ ...open(one, 8883, 8080), seesOurs: false }])?.verdict, "unknown");
  assert.equal(judge({}, [])?.verdict, "unknown");
  assert.equal(judge({}, { evidence: "no node's sockets were seen" })?.verdict, "unknown");
  assert.equal(judge({ declared: [web], there: [web], bound: [], runsOn: [] }, [])?.verdict, "unknown");
  const elsewhere = { declared: [tls], there: [tls], runsOn: [one, two] };
  assert.equal(judge(elsewhere, [open(one, 8883)])?.verdict, "unknown", "where it runs, too, and nobody looked");
  assert.equal(judge(elsewhere, [open(one, 8883), open(two, 8883)])?.verdict, "pass");
  assert.equal(judge({ there: undefined })?.verdict, "unknown");
  assert.equal(judge({ there: undefined, declared: [], bound: [] })?.verdict, "unknown", "also where none is declared");
  assert.equal(judge({ there: [tls], declared: [tls], runsOn: [] })?.verdict, "unknown");
  assert.equal(judge({ there: [tls], declared: [tls], bound: [], runsOn: [], over: true })?.verdict, "pass");
});

test("a port through ingress is expected on every node, one of the host where the service runs", () => {
  const ports = (node: typeof one) => expectedOn(node, [published()]).map(({ port }) => port);
  assert.deepEqual([ports(one), ports(two)], [[8883, 8080], [8080]]);
});

test("sockets are read from the kernel's own lines", () => {
  const lines = [
    "socket tcp   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 561 1 0 100 0 0 10 0",
    "socket udp6  1: 00000000000000000000000000000000:12B5 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 96 1",
  ];
  assert.deepEqual(
    readSockets(lines, "x86_64").map(({ protocol, host, port }) => [protocol, host, port]),
    [
      ["tcp", "127.0.0.1", 8080],
      ["udp", "::", 4789],
    ],
  );
});

/** Listens where it is told to, on one node; on a swarm in the test. */
async function looked({
  extra = [] as readonly object[],
  ports = [tls],
  containers = [] as readonly object[],
  listens = true,
  control = true,
} = {}) {
  const spec = {
    Name: "shop_web",
    Mode: { Replicated: { Replicas: 1 } },
    TaskTemplate: { Placement: {} },
    EndpointSpec: { Ports: [tls] },
  } as unknown as ServiceSpec;
  const labels = { "com.docker.stack.namespace": "shop" };
  const named = (ID: string, Name: string, Ports: readonly object[]) => ({
    ID,
    Spec: { Name, Labels: labels, TaskTemplate: {} },
    Endpoint: { Ports },
  });
  const services = [named("s1", "shop_web", ports), ...(extra.length > 0 ? [named("s2", "shop_more", extra)] : [])];
  const task = {
    ID: "t1",
    ServiceID: "s1",
    NodeID: one.id,
    DesiredState: "running",
    Status: { State: "running" },
    Spec: {},
  };
  const line = (port: number, host = "00000000") =>
    `socket tcp   0: ${host}:${port.toString(16).toUpperCase().padStart(4, "0")} 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 561 1 0 100 0 0 10 0`;
  let told: Started | undefined;
  const scene = aScene(
    { nodes: [one], services: services as never, tasks: [task], containers },
    [spec],
    (started) => {
      told = started;
    },
    () => {
      const own = Number(/127\.0\.0\.1:(\d+)/.exec(told?.script ?? "")?.[1]);
      for (const each of [...(listens ? [line(8883)] : []), ...(control ? [line(own, "0100007F")] : []), "told"])
        told?.say(each);
    },
  );
  const seen = await onlyDeclaredPorts.look(scene, new AbortController().signal);
  return seen.map(({ service, verdict, evidence }) => `${service} ${verdict}: ${evidence}`).join("\n");
}

test("the look itself: what is there by the manager, by the engines and by the sockets is held against the promise", async () => {
  assert.match(await looked(), /^web pass: declared and open: tcp 8883 to 8883 \(host\) on one; control/);
  assert.match(
    await looked({ ports: [tls, { ...tls, PublishedPort: 9999, TargetPort: 9999 }] }),
    /^web fail: not declared: tcp 9999/,
  );
  assert.match(await looked({ extra: [web] }), /^more fail: not declared: tcp 8080 to 80/m);
  assert.match(await looked({ listens: false }), /^web fail: declared, but nobody listens/);
  assert.match(await looked({ control: false }), /^web unknown: control: a socket of our own was not seen on one/);
  const Ports = [{ PublicPort: 7777, PrivatePort: 7, Type: "tcp" }];
  const containers = [{ Labels: { "com.docker.swarm.service.id": "s1" }, Ports }];
  assert.match(await looked({ containers }), /^web fail: not declared: tcp 7777 to 7 on one/);
});
