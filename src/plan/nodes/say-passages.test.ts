import assert from "node:assert/strict";
import { test } from "vitest";
import { type Passages, sayPassages } from "./say-passages.ts";

const hosts = { from: "edge", to: "core", ip: "10.0.0.1" };
const said = (closed: readonly `tcp/${number}`[], passages: Passages) =>
  sayPassages(closed, passages, hosts).map(({ node, check, verdict, what, remedy }) => {
    assert.equal(remedy !== undefined, verdict !== "pass", what);
    return `${node} ${check} ${verdict}: ${what}`;
  });
const doors = (gossip: "passes" | "blocked" | "unclear") =>
  [
    { door: "udp/7946", passage: gossip },
    { door: "udp/4789", passage: "passes" },
  ] as const;

test("what is open is one line, and what is not is named with the one before which it is closed", () => {
  assert.deepEqual(said([], { doors: doors("passes"), esp: "passes" }), [
    "core ports pass: edge reaches its ports",
    "core esp pass: ESP (protocol 50) from edge gets there",
  ]);
  const [ports, esp] = said(["tcp/7946"], { doors: doors("blocked"), esp: "blocked" });
  assert.equal(ports, "core ports fail: tcp/7946, udp/7946 at 10.0.0.1 cannot be reached from edge");
  assert.match(esp ?? "", /^core esp fail: .* does not get to 10\.0\.0\.1/);
});

test("what is not known is never called open", () => {
  assert.match(said([], { doors: doors("unclear"), esp: "passes" })[0] ?? "", /^core ports unknown: udp\/7946 /);
  for (const esp of ["unclear", "not made", "not counted", "no control"] as const)
    assert.match(said([], { doors: doors("passes"), esp })[1] ?? "", /^core esp unknown: /);
});

test("where overlays may use another address of a host, what keeps them out at this one is a note", () => {
  const passages = {
    doors: [
      { door: "udp/7946", passage: "blocked" },
      { door: "udp/4789", passage: "blocked" },
    ],
    esp: "blocked",
  } as const;
  const found = sayPassages([], passages, { ...hosts, perhapsElsewhere: "udp/4789" });
  assert.deepEqual(
    found.map(({ check, verdict }) => `${check} ${verdict}`),
    ["ports fail", "ports notice", "esp notice"],
  );
  assert.match(found[0]?.what ?? "", /^udp\/7946 at/);
});
