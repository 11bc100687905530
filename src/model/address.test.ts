import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isLoopback, isWildcard, parseAddress, showAddress, withoutLogin } from "./address.ts";

test.each([
  ["tcp://mosquitto:1883", { scheme: "tcp", host: "mosquitto", port: 1883, rest: "" }],
  ["mosquitto", { host: "mosquitto", rest: "" }],
  [
    "mqtt://user:pass@broker.local:1884/x?y",
    { scheme: "mqtt", userinfo: "user:pass", host: "broker.local", port: 1884, rest: "/x?y" },
  ],
  ["https://[::1]:8086/", { scheme: "https", host: "[::1]", port: 8086, rest: "/" }],
  ["", undefined],
  ["two words", undefined],
  ["/run/secrets/x", undefined],
  ["tcp://$" + "{HOST}:1883", undefined],
])("%j is read", (text, expected) => expect(parseAddress(text)).toEqual(expected));

const part = fc.record(
  {
    scheme: fc.constantFrom("tcp", "mqtt+ssl", "http"),
    userinfo: fc.constantFrom("user", "user:pass", ""),
    port: fc.integer({ min: 0, max: 65_535 }),
  },
  { requiredKeys: [] },
);
const host = fc.constantFrom("mosquitto", "10.0.0.1", "[::1]", "a.b-c_d", "1");
const rest = fc.constantFrom("", "/", "/a?b#c", "?x");

test("what is written is read as it was", () => {
  fc.assert(
    fc.property(part, host, rest, (parts, hostName, tail) => {
      const address = { ...parts, host: hostName, rest: tail };
      assert.deepEqual(parseAddress(showAddress(address)), address);
    }),
  );
});

test.each([
  ["mqtt://user:pass@mosquitto:1883/x", "mqtt://mosquitto:1883/x"],
  ["http://user:p w@$" + "{HOST}:8086", "http://$" + "{HOST}:8086"],
  ["mosquitto:1883", "mosquitto:1883"],
])("%s without its login is %s", (text, expected) => expect(withoutLogin(text)).toBe(expected));

test("no text makes it throw", () => {
  fc.assert(fc.property(fc.string(), (text) => void parseAddress(text)));
});

test.each([
  ["localhost", true, false],
  ["127.0.0.1", true, false],
  ["127.1", true, false],
  ["[::1]", true, false],
  ["0.0.0.0", false, true],
  ["::", false, true],
  ["192.168.1.5", false, false],
  ["127.example.org", false, false],
])("%s is loopback: %s, everywhere: %s", (host, loopback, wildcard) => {
  expect([isLoopback(host), isWildcard(host)]).toEqual([loopback, wildcard]);
});
