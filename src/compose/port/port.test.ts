import fc from "fast-check";
import { expect, test } from "vitest";
import { parsePort } from "./port.ts";

test.each([
  ["1883", { target: [1883, 1883], protocol: "tcp" }],
  ["1883:1883", { published: [1883, 1883], target: [1883, 1883], protocol: "tcp" }],
  ["127.0.0.1:8086:8086", { hostIp: "127.0.0.1", published: [8086, 8086], target: [8086, 8086], protocol: "tcp" }],
  ["127.0.0.1::80", { hostIp: "127.0.0.1", target: [80, 80], protocol: "tcp" }],
  ["[::1]:53:53/udp", { hostIp: "::1", published: [53, 53], target: [53, 53], protocol: "udp" }],
  ["::1:53:54", { hostIp: "::1", published: [53, 53], target: [54, 54], protocol: "tcp" }],
  ["9090-9091:8080-8081", { published: [9090, 9091], target: [8080, 8081], protocol: "tcp" }],
  ["0:80/TCP", { target: [80, 80], protocol: "tcp" }],
])("%s is understood", (text, expected) => expect(parsePort(text)).toEqual(expected));

test.each([
  "",
  ":",
  "a:80",
  "80:a",
  "1:2:3:4",
  "[::1:80:80",
  "::1]:80:80",
  "localhost:80:80",
  "70000",
  "80:70000",
  "80: 80",
  "80: 80",
  "90-80:80",
  "80:",
])("%j is refused, and says why", (text) => expect(parsePort(text)).toEqual(expect.stringMatching(/^(has|is)/)));

const port = fc.integer({ min: 1, max: 65_535 });
const range = fc
  .tuple(port, fc.integer({ min: 0, max: 20 }))
  .map(([first, n]) => [first, Math.min(first + n, 65_535)] as const);
const show = ([first, last]: readonly [number, number]) => (first === last ? `${first}` : `${first}-${last}`);

test("a port that is written out is read back the same", () => {
  const wanted = fc.record(
    {
      hostIp: fc.oneof(fc.ipV4(), fc.constantFrom("::1", "fe80::1:2")),
      published: range,
      target: range,
      protocol: fc.constantFrom("tcp", "udp"),
    },
    { requiredKeys: ["target", "protocol"] },
  );
  fc.assert(
    fc.property(wanted, ({ hostIp, published, target, protocol }) => {
      const ip = hostIp === undefined ? "" : hostIp.includes(":") ? `[${hostIp}]:` : `${hostIp}:`;
      const host = published === undefined ? (hostIp === undefined ? "" : ":") : `${show(published)}:`;
      const text = `${ip}${host}${show(target)}/${protocol}`;
      expect(parsePort(text)).toEqual({ ...(hostIp && { hostIp }), ...(published && { published }), target, protocol });
    }),
  );
});

test("no text makes it throw", () => {
  const near = fc.array(fc.constantFrom("1", "65536", ":", "[", "]", "-", "/", "tcp", " ", ".", "::1"), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        near.map((parts) => parts.join("")),
      ),
      (text) => void parsePort(text),
    ),
  );
});
