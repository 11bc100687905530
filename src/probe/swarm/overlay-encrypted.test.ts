import assert from "node:assert/strict";
import { test } from "vitest";
import type { Frame } from "./wire/frame.ts";
import { type Crossing, judgeNetwork, type WireNode } from "./wire/judge.ts";

const vni = 4097;
const esp: Frame = { kind: "esp", from: "10.0.0.1", to: "10.0.0.2", spi: 0xaa };
const clear = (text: string, id = 9): Frame => ({
  kind: "vxlan",
  from: "10.0.0.1",
  to: "10.0.0.2",
  vni: id,
  bytes: Buffer.from(text),
});
const state = { from: "10.0.0.1", to: "10.0.0.2", spi: 0xaa };
const counted = { first: [{ ...state, packets: 1 }], last: [{ ...state, packets: 5 }] };
const node = (hostname: string, parts: Partial<WireNode> = {}): WireNode => ({
  hostname,
  frames: [esp, clear("..the-control..")],
  states: counted,
  ...parts,
});
const crossing = (parts: Partial<Crossing> = {}): Crossing => ({
  from: node("one"),
  to: node("two"),
  canary: "the-canary",
  delivered: true,
  control: { canary: "the-control", delivered: true },
  ...parts,
});
const judge = (parts: Partial<Crossing> = {}) => judgeNetwork("shop_default", [vni], [crossing(parts)]);
const both = (parts: Partial<WireNode>) => judge({ from: node("one", parts), to: node("two", parts) });

test("delivered, nowhere in clear, ESP of the kernels' own states, and the control seen: pass", () => {
  const seen = judge();
  assert.equal(seen.verdict, "pass", seen.evidence);
  assert.match(
    seen.evidence,
    /one to two 1 ESP packet \(SPI 0x000000aa\).*SPIs are those of the kernels' states.*control/,
  );
});

test("a canary on the wire at either end, or any packet of the network in clear: fail, whatever else is missing", () => {
  const read = clear("..the-canary..");
  for (const end of ["from", "to"] as const) {
    assert.equal(judge({ [end]: node("two", { frames: [esp, read] }), delivered: false }).verdict, "fail");
    assert.equal(judge({ [end]: node("two", { frames: [clear("else", vni)], trouble: "full" }) }).verdict, "fail");
  }
});

test.each([
  ["the capture does not see the control", both({ frames: [esp] }), /control: a canary sent in clear was not seen/],
  ["one end does not see it", judge({ to: node("two", { frames: [esp] }) }), /in the capture on two/],
  [
    "the control did not arrive",
    judge({ control: { canary: "the-control", delivered: false } }),
    /did not arrive over a plain/,
  ],
  ["the canary did not arrive", judge({ delivered: false }), /the canary did not arrive/],
  ["the capture may have missed something", both({ trouble: "it fell silent" }), /it fell silent/],
  ["neither ESP nor VXLAN was seen", both({ frames: [clear("the-control")] }), /neither ESP nor VXLAN/],
  [
    "ESP goes the other way only",
    both({ frames: [{ ...esp, from: esp.to, to: esp.from }, clear("the-control")] }),
    /neither ESP/,
  ],
  ["the SPI is of no state", both({ states: { first: [], last: [] } }), /SPI 0x000000aa is none of one's states/],
  [
    "the states counted nothing",
    both({ states: { first: counted.last, last: counted.last } }),
    /no state of one's kernel/,
  ],
  ["the swarm does not tell the VNI", judgeNetwork("n", [], [crossing()]), /does not tell its VNI/],
  ["nothing was sent", judgeNetwork("n", [vni], []), /nothing was sent/],
])("unknown when %s", (_, seen, why) => {
  assert.equal(seen.verdict, "unknown");
  assert.match(seen.evidence, why);
  assert.ok(seen.remedy);
});

test("where a kernel cannot be asked, it is said that SPIs were not compared", () => {
  const { states: _, ...unasked } = node("one");
  const seen = judge({ from: unasked });
  assert.equal(seen.verdict, "pass");
  assert.match(seen.evidence, /SPIs were not compared/);
});

test("of several ways the worst counts", () => {
  const way = crossing();
  const bad = { ...way, from: node("three", { frames: [clear("x", vni)] }) };
  assert.equal(judgeNetwork("n", [vni], [way, { ...way, delivered: false }, bad]).verdict, "fail");
  assert.equal(judgeNetwork("n", [vni], [way, { ...way, delivered: false }]).verdict, "unknown");
  assert.equal(judgeNetwork("n", [vni], [way, way]).verdict, "pass");
});
