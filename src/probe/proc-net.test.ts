import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalHost, openSockets } from "./proc-net.ts";

const head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
const rest = "00000000:00000000 00:00000000 00000000     0        0";

test("only listening TCP sockets are open, and their address is read in the machine's byte order", () => {
  const table = [
    head,
    `   0: 0100007F:22B3 00000000:0000 0A ${rest} 4711 1 0000000000000000 100 0 0 10 0`,
    `   1: 0100007F:22B3 0100007F:A1B2 01 ${rest} 4712 1 0000000000000000 20 4 30 10 -1`,
    "",
  ].join("\n");
  assert.deepEqual(openSockets(table, "tcp", "LE"), [
    { protocol: "tcp", host: "127.0.0.1", port: 8883, inode: "4711" },
  ]);
  assert.equal(openSockets(table, "tcp", "BE")[0]?.host, "1.0.0.127");
});

test("a UDP socket that is bound is open, one that is connected is not", () => {
  const table = [
    head,
    `  12: 00000000:0044 00000000:0000 07 ${rest} 99 2 0000000000000000 0`,
    `  13: 0100007F:0045 0100007F:0035 01 ${rest} 98 2 0000000000000000 0`,
  ].join("\n");
  assert.deepEqual(openSockets(table, "udp", "LE"), [{ protocol: "udp", host: "0.0.0.0", port: 68, inode: "99" }]);
});

test.each([
  ["00000000000000000000000000000000", "::"],
  ["00000000000000000000000001000000", "::1"],
  ["0000000000000000FFFF00000100007F", "127.0.0.1"],
  ["B80D0120000000000000000001000000", "2001:db8::1"],
])("the IPv6 address %s is %s", (hex, host) => {
  const table = `   0: ${hex}:0050 00000000000000000000000000000000:0000 0A ${rest} 7 1`;
  expect(openSockets(table, "tcp", "LE")[0]?.host).toBe(host);
});

test.each([
  ["localhost", "127.0.0.1"],
  ["0:0:0:0:0:0:0:1", "::1"],
  ["::FFFF:10.0.0.7", "10.0.0.7"],
  ["10.0.0.7", "10.0.0.7"],
  ["broker:1", "broker:1"],
])("%s is written %s", (host, canonical) => expect(canonicalHost(host)).toBe(canonical));

const socket = fc.record({
  bytes: fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)),
  port: fc.integer({ min: 1, max: 65_535 }),
  inode: fc.nat(),
});

test("every listener of a table is found again, in its order", () => {
  const hex = (n: number, width: number) => n.toString(16).toUpperCase().padStart(width, "0");
  fc.assert(
    fc.property(fc.array(socket), (sockets) => {
      const lines = sockets.map(({ bytes, port, inode }, i) => {
        const address = bytes
          .toReversed()
          .map((byte) => hex(byte, 2))
          .join("");
        return `  ${i}: ${address}:${hex(port, 4)} 00000000:0000 0A ${rest} ${inode} 1`;
      });
      const expected = sockets.map(({ bytes, port, inode }) => ({
        protocol: "tcp",
        host: bytes.join("."),
        port,
        inode: `${inode}`,
      }));
      assert.deepEqual(openSockets([head, ...lines].join("\n"), "tcp", "LE"), expected);
    }),
  );
});

test("text that is no table has no sockets in it, whatever it is", () => {
  fc.assert(fc.property(fc.string(), (text) => assert.deepEqual(openSockets(text, "udp", "LE"), [])));
});
