import assert from "node:assert/strict";
import { test } from "vitest";
import { expectedOn, judgePorts } from "./tasks/judge-ports.ts";
import type { Published } from "./tasks/published.ts";
import { type NodeSockets, readSockets } from "./tasks/sockets.ts";
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
  assert.equal(judge({ there: undefined })?.verdict, "unknown");
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
