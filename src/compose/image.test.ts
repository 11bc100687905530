import fc from "fast-check";
import { expect, test } from "vitest";
import { parseImage } from "./image.ts";

test.each([
  ["redis", { path: "redis", name: "redis" }],
  ["eclipse-mosquitto:2.0", { path: "eclipse-mosquitto", name: "eclipse-mosquitto", tag: "2.0" }],
  ["grafana/grafana", { path: "grafana/grafana", name: "grafana" }],
  ["localhost:5000/a/b:1", { registry: "localhost:5000", path: "a/b", name: "b", tag: "1" }],
  [
    "nexus3.edgexfoundry.org:10004/core-data:latest",
    { registry: "nexus3.edgexfoundry.org:10004", path: "core-data", name: "core-data", tag: "latest" },
  ],
  [`influxdb@sha256:${"a".repeat(64)}`, { path: "influxdb", name: "influxdb" }],
])("%s is understood", (text, expected) => expect(parseImage(text)).toEqual(expected));

test.each(["", "a b", "Redis", "redis:", ":1", "a//b", "/a", "a:b:c", "a".repeat(600)])("%j is no image", (text) =>
  expect(parseImage(text)).toBeUndefined(),
);

test("no text makes it throw or take long", () => {
  const piece = fc.constantFrom("a", "A", ".", "-", "_", "/", ":", "@", "sha256:", "0");
  fc.assert(fc.property(fc.array(piece, { maxLength: 600 }), (parts) => void parseImage(parts.join(""))));
});
