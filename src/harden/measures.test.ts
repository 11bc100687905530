/** What every measure must have: a proof, a page, a test, reasons. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { test } from "vitest";
import { harden } from "./harden.ts";
import { measures } from "./measures.ts";
import { stacks } from "./testing/arbitrary.ts";
import { aTig } from "./testing/tig.ts";

const root = new URL("../..", import.meta.url).pathname;
const page = (id: string) => `${root}docs/measures/${id}.md`;

test("every file in measures/ is a measure on the list, and the other way round", () => {
  const files = readdirSync(`${root}src/harden/measures`).filter((name) => !name.endsWith(".test.ts"));
  assert.deepEqual(files.toSorted(), measures.map(({ id }) => `${id}.ts`).toSorted());
});

test.each(measures.map((measure) => [measure.id, measure] as const))(
  "%s has a proof, a test and a page",
  (id, measure) => {
    assert.ok(existsSync(`${root}src/harden/measures/${id}.test.ts`), "a test");
    assert.ok(measure.provenBy.length > 0, "a probe that fails without it");
    const text = readFileSync(page(id), "utf8");
    for (const heading of ["# ", "## What", "## Why", "## Source", "## Proof", "## Opting out"])
      assert.ok(text.includes(heading), heading);
    for (const probe of measure.provenBy) {
      assert.ok(text.includes(`\`${probe}\``), `its page names ${probe}`);
      assert.ok(existsSync(`${root}src/probe/${probe}.ts`), `the probe ${probe}`);
    }
  },
);

test("every page is of a measure", () => {
  const pages = readdirSync(`${root}docs/measures`).filter((name) => name !== "README.md");
  assert.deepEqual(pages.toSorted(), measures.map(({ id }) => `${id}.md`).toSorted());
});

test("every measure changes something of the demo stack, but for the one that has nothing to replace there", () => {
  const acting = new Set(harden(aTig()).changes.map((change) => change.measure));
  assert.deepEqual(
    measures.map(({ id }) => id).filter((id) => !acting.has(id)),
    ["replace-known-passwords"],
  );
});

test("every change says why in one plain sentence, and where that comes from", () => {
  fc.assert(
    fc.property(stacks, (stack) => {
      for (const { measure, why, source } of harden(stack).changes) {
        assert.match(why, /^[A-Za-z][^\n]*[a-z\d)]\.$/, measure);
        assert.ok(!/[.!?] [A-Z]/.test(why), `${measure}: one sentence`);
        assert.ok(source.length > 10, measure);
      }
    }),
    { numRuns: 100 },
  );
});
