import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCapability } from "./capability.ts";
import { isNodeAttribute, parseConstraint } from "./constraint.ts";
import { parseDevice } from "./device.ts";
import { parseExtraHost } from "./extra-host.ts";
import { parseHealthTest } from "./health-test.ts";
import { parseNamespace } from "./namespace.ts";
import { isMacAddress, isSubnet } from "./network.ts";
import { parseDecimal, parseFlag, parseInteger } from "./number.ts";
import { parseRestart } from "./restart.ts";
import { isSignal } from "./signal.ts";
import { fitUlimit } from "./ulimit.ts";
import { parseUser } from "./user.ts";

test.each([
  ["no", { policy: "no" }],
  ["on-failure:3", { policy: "on-failure", attempts: 3 }],
  ["always:3", undefined],
  ["on-failure:", undefined],
  ["On-Failure", undefined],
])("restart: %s", (text, expected) => expect(parseRestart(text)).toEqual(expected));

test.each([
  ["1000:1000", { user: "1000", group: "1000" }],
  ["nobody", { user: "nobody" }],
  [":5", { user: "", group: "5" }],
  ["1000:", { user: "1000" }],
  ["a:b:c", undefined],
  ["a b", undefined],
])("user: %s", (text, expected) => expect(parseUser(text)).toEqual(expected));

test.each([
  ["NET_ADMIN", "NET_ADMIN"],
  ["cap_net_admin", "NET_ADMIN"],
  ["all", "ALL"],
  ["NET_ADMN", undefined],
])("capability %s", (text, expected) => expect(parseCapability(text)).toBe(expected));

test.each([
  ["/dev/a", { source: "/dev/a", target: "/dev/a", permissions: "rwm" }],
  ["/dev/a:/dev/b:r", { source: "/dev/a", target: "/dev/b", permissions: "r" }],
  ["/dev/a:rw", { source: "/dev/a", target: "/dev/a", permissions: "rw" }],
  ["nvidia.com/gpu=all", { source: "nvidia.com/gpu=all", target: "nvidia.com/gpu=all", permissions: "rwm" }],
  ["/dev/a:/dev/b:x", "has `x` where letters of `rwm` belong"],
  ["dev/a", "has `dev/a` as the path on the host, which must start with /"],
  ["/a:/b:r:w", "has too many colons"],
  ["/a::r", "has nothing before, after or between its colons"],
])("device %s", (text, expected) => expect(parseDevice(text)).toEqual(expected));

test.each([
  ["db=10.0.0.1", { host: "db", addresses: ["10.0.0.1"] }],
  ["db:10.0.0.1", { host: "db", addresses: ["10.0.0.1"] }],
  ["db:::1", { host: "db", addresses: ["::1"] }],
  ["db=[::1],10.0.0.1", { host: "db", addresses: ["::1", "10.0.0.1"] }],
  ["host.docker.internal:host-gateway", { host: "host.docker.internal", addresses: ["host-gateway"] }],
  ["db", "has no address behind the name"],
  ["=1.2.3.4", "has `` where a host's name belongs"],
  ["db=other", "has something other than an IP address behind `db`"],
])("extra host %s", (text, expected) => expect(parseExtraHost(text)).toEqual(expected));

test.each([
  ["network_mode", "host", { kind: "host" }],
  ["network_mode", "service:web", { kind: "service", name: "web" }],
  ["network_mode", "my_net", { kind: "network", name: "my_net" }],
  ["network_mode", "", { kind: "own" }],
  ["network_mode", "service:", "names no service"],
  ["pid", "service:web", { kind: "service", name: "web" }],
  ["pid", "hots", "has `hots`, which is none of host, service:, container:"],
  ["ipc", "shareable", { kind: "shareable" }],
  ["uts", "service:web", "has `service:web`, which is none of host"],
] as const)("%s: %s", (field, text, expected) => expect(parseNamespace(field, text)).toEqual(expected));

test.each([
  ["node.labels.zone == core", { key: "node.labels.zone", operator: "==", value: "core" }],
  ["node.role!=manager", { key: "node.role", operator: "!=", value: "manager" }],
  ["node.role = manager", "has neither `==` nor `!=`"],
  ["== x", "has `` where an attribute of a node belongs"],
  ["node.role ==", "has `` where a value belongs"],
])("constraint %s", (text, expected) => expect(parseConstraint(text)).toEqual(expected));

test.each([
  ["NONE", ["NONE"], { how: "NONE" }],
  ["words", ["CMD", "a", "b"], { how: "CMD", words: ["a", "b"] }],
  ["a text", "curl x", { how: "CMD-SHELL", words: ["curl x"] }],
  ["nothing", [], { how: "inherited" }],
  ["no way to run it", ["curl", "x"], "must begin with CMD, CMD-SHELL or NONE"],
  ["no command", ["CMD"], "has no command behind CMD"],
])("a health test of %s", (_, written, expected) => expect(parseHealthTest(written)).toEqual(expected));

test.each([
  [
    isSubnet,
    ["10.0.0.0/8", "fd00::/64", "0.0.0.0/0"],
    ["10.0.0.0", "10.0.0/8", "10.0.0.0/33", "fd00::/129", "a/8", "1.2.3.4/5/6"],
  ],
  [
    isMacAddress,
    ["02:42:ac:11:65:43", "02-42-AC-11-65-43"],
    ["02:42:ac:11:65", "02:42-ac:11:65:43", "02:42:ac:11:65:4g"],
  ],
  [isSignal, ["SIGTERM", "term", "15", "RTMIN+3"], ["SIGTREM", "0", "65", ""]],
  [isNodeAttribute, ["node.labels.a", "Node.Role", "engine.labels.x"], ["node.label.a", "node.labels.", "role"]],
])("%o", (is, good, bad) => {
  expect([good.filter((text) => !is(text)), bad.filter((text) => is(text))]).toEqual([[], []]);
});

test("numbers and truth values in texts are those of Go", () => {
  expect(["5", "-5", "+5", "5.0", "0x5", "", "9".repeat(17)].map(parseInteger)).toEqual([5, -5, 5, ...Array(4)]);
  expect(["0.5", ".5", "1e3", "a", "1,5"].map(parseDecimal)).toEqual([0.5, 0.5, 1000, undefined, undefined]);
  expect(["Yes", "off", "TRUE", "1", ""].map(parseFlag)).toEqual([true, false, true, undefined, undefined]);
  expect([fitUlimit(1, 2), fitUlimit(2, 1), fitUlimit(5, -1), fitUlimit(-1, 5)]).toEqual([true, false, true, false]);
});

test("no text makes any of them throw", () => {
  const parsers = [
    parseRestart,
    parseUser,
    parseCapability,
    parseDevice,
    parseExtraHost,
    parseConstraint,
    parseHealthTest,
  ];
  fc.assert(fc.property(fc.string(), (text) => parsers.forEach((parse) => void parse(text))));
});
