import { expect, test } from "vitest";
import { textAt } from "../../../../model/node.ts";
import { addressOf, isEvery, isLoopback } from "./address.ts";

const at = { file: "compose.yml", line: 1, column: 1 };

test.each([
  "127.0.0.1",
  "127.8.0.9",
  "localhost",
  "LOCALHOST",
  "::1",
  "[::1]",
  "0:0:0:0:0:0:0:1",
  "::0001",
  "::ffff:127.0.0.1",
  "::FFFF:127.0.0.1",
])("%s is this machine alone", (address) => expect([isLoopback(address), isEvery(address)]).toEqual([true, false]));

test.each(["0.0.0.0", "::", "[::]", "0:0:0:0:0:0:0:0"])("%s is every address", (address) =>
  expect([isLoopback(address), isEvery(address)]).toEqual([false, true]),
);

test.each(["", "10.0.0.1", "192.0.2.127", "fe80::1", "2001:db8::1", "1", "12.7.0.0"])("%s is neither", (address) =>
  expect([isLoopback(address), isEvery(address)]).toEqual([false, false]),
);

test.each([
  ["127.0.0.1:80:80", "127.0.0.1"],
  ["[::1]:53:53/udp", "[::1]"],
  ["::1:53:53", "::1"],
  ["127.0.0.1::80", "127.0.0.1"],
  ["localhost:80:80", "localhost"],
  ["80:80", ""],
  ["80", ""],
])("%s is published on %j", (port, address) => expect(addressOf(textAt(port, at))).toBe(address));
