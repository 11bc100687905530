import fc from "fast-check";
import { expect, test } from "vitest";
import { textAt } from "../../model/node.ts";
import { valuesOf } from "../testing/values.ts";
import { portsOf } from "./long-port.ts";

const ports = (yaml: string) => portsOf(valuesOf(`[${yaml}]`)[0] ?? textAt("", { file: "", line: 1, column: 1 }));
const tcp = { protocol: "tcp" };

test.each([
  ["80", [{ target: 80, ...tcp }]],
  ["'8080:80'", [{ target: 80, published: 8080, ...tcp }]],
  ["'0:80'", [{ target: 80, ...tcp }]],
  ["'127.0.0.1::53/udp'", [{ target: 53, hostIp: "127.0.0.1", protocol: "udp" }]],
  ["'[::1]:53:53/sctp'", [{ target: 53, published: 53, hostIp: "::1", protocol: "sctp" }]],
  [
    "'7000-7001:80-81'",
    [
      { target: 80, published: 7000, ...tcp },
      { target: 81, published: 7001, ...tcp },
    ],
  ],
  ["'7000-7009:80'", [{ target: 80, published: 7000, publishedTo: 7009, ...tcp }]],
  ["'80-82'", [80, 81, 82].map((target) => ({ target, ...tcp }))],
  ["{target: 80}", [{ target: 80, ...tcp }]],
  ["{target: '80', published: '8080'}", [{ target: 80, published: 8080, ...tcp }]],
  ["{target: 80, published: 8080-8090}", [{ target: 80, published: 8080, publishedTo: 8090, ...tcp }]],
  ["{target: 80, published: '', protocol: }", [{ target: 80, ...tcp }]],
  [
    "{target: 80, host_ip: 10.0.0.1, protocol: UDP, mode: host, name: web, app_protocol: http}",
    [{ target: 80, hostIp: "10.0.0.1", protocol: "udp", mode: "host", name: "web", appProtocol: "http" }],
  ],
])("%s is understood", (yaml, expected) => expect(ports(yaml)).toEqual(expected));

test.each([
  ["0", /0 as the container/],
  ["80.5", /port number/],
  ["true", /no port/],
  ["", /no port|written/],
  ["[80]", /list/],
  ["'80/http'", /protocol `http`/],
  ["'7000-7002:80-81'", /different lengths/],
  ["{published: 80}", /no `target`/],
  ["{target: 80-81}", /port number/],
  ["{target: 70000}", /outside/],
  ["{target: 80, host_ip: '[::1]'}", /IP address/],
  ["{target: 80, host_ip: localhost}", /IP address/],
  ["{target: 80, mode: hots}", /mode `hots`/],
])("%s is refused, and says why", (yaml, why) => expect(ports(yaml)).toEqual(expect.stringMatching(why)));

test("a range has as many ports as it says, one after the other", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 65_000 }),
      fc.nat(50),
      fc.integer({ min: 1, max: 65_000 }),
      (first, more, host) => {
        const read = portsOf(
          textAt(`${host}-${host + more}:${first}-${first + more}`, { file: "", line: 1, column: 1 }),
        );
        expect(read).toEqual(
          Array.from({ length: more + 1 }, (_, i) => ({ target: first + i, published: host + i, ...tcp })),
        );
      },
    ),
  );
});
