import assert from "node:assert/strict";
import { test } from "vitest";
import { type Cell, matrixOf, mayRead } from "./acl-matrix.ts";
import { judgeTrial } from "./acl-verdict.ts";
import { mqttUser, usualUsers } from "./testing/scene.ts";

const matrix = matrixOf(usualUsers, "n1");

/** A trial on a perfect broker, then changed by the test. */
function aTrial(change: (heard: Map<string, Set<string>>, handled: Set<string>) => void = () => {}) {
  const heard = new Map(
    usualUsers.map((who) => [
      who.user,
      new Set(matrix.cells.filter((cell) => reaches(cell, who)).map(({ mark }) => mark)),
    ]),
  );
  const handled = new Set(matrix.cells.map(({ mark }) => mark));
  change(heard, handled);
  const byIdentity = new Map(usualUsers.map((who) => [who, heard.get(who.user) ?? new Set<string>()]));
  return judgeTrial(usualUsers, matrix, { heard: byIdentity, handled });
}
const reaches = (cell: Cell, who: (typeof usualUsers)[number]) => cell.may && mayRead(who, cell.topic);
const markOf = (user: string, topic: string) =>
  matrix.cells.find((cell) => cell.identity.user === user && cell.topic === topic)?.mark ?? assert.fail(topic);

test("a perfect broker passes, and the evidence counts every cell", () => {
  assert.deepEqual(aTrial(), {
    verdict: "pass",
    evidence:
      "3 identities x 10 topics: publish 3 allowed and seen, 27 refused (21 on topics that nobody may publish: all listened, nobody heard); read 6 allowed and seen, 3 refused",
  });
});

test("a forbidden message that anybody hears is a fail, also on a topic that nobody has", () => {
  const seen = aTrial((heard) => heard.get("operator")?.add(markOf("telegraf", "edgeward-probe-n1-nobody/topic")));
  assert.equal(seen.verdict, "fail");
  assert.match(seen.evidence, /telegraf published on edgeward-probe-n1-nobody\/topic \(heard by operator\)/);
});

test("a reader who hears what it may not is a fail", () => {
  const seen = aTrial((heard) => heard.get("agent")?.add(markOf("agent", "Servo")));
  assert.deepEqual([seen.verdict, seen.evidence], ["fail", "more than allowed: agent read Servo"]);
});

test("a right that does not work is a fail, and says which", () => {
  const published = aTrial((heard) => {
    for (const set of heard.values()) set.delete(markOf("agent", "Servo"));
  });
  assert.equal(published.verdict, "fail");
  assert.match(published.evidence, /less than allowed: agent may publish Servo, but nobody heard it/);
  const read = aTrial((heard) => heard.get("telegraf")?.delete(markOf("agent", "Servo")));
  assert.deepEqual(
    [read.verdict, read.evidence],
    ["fail", "less than allowed: telegraf may read Servo, but heard nothing"],
  );
});

test("a broker on which nobody hears anything proves nothing", () => {
  const seen = aTrial((heard) => {
    for (const set of heard.values()) set.clear();
  });
  assert.deepEqual([seen.verdict, /control/.test(seen.evidence)], ["unknown", true]);
});

test("a forbidden message that the broker never answered is unknown", () => {
  const seen = aTrial((_, handled) => handled.delete(markOf("telegraf", "Servo")));
  assert.deepEqual([seen.verdict, seen.evidence], ["unknown", "no answer to telegraf on Servo"]);
});

test("identities of which none may publish cannot be judged", () => {
  const readers = [mqttUser("operator", { subscribe: ["#"] })];
  const empty = matrixOf(readers, "n1");
  const handled = new Set(empty.cells.map(({ mark }) => mark));
  assert.equal(judgeTrial(readers, empty, { heard: new Map(), handled }).verdict, "unknown");
});
