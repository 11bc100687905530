import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "vitest";
import { swarmProbes } from "./all.ts";

const here = new URL(".", import.meta.url);
const text = (name: string) => readFileSync(new URL(name, here), "utf8");

test("every file that makes a probe of a swarm is in the list, once, under the name of its file", () => {
  const makers = readdirSync(here).filter(
    (name) => name.endsWith(".ts") && /^export const \w+: SwarmProbe = \{$/m.test(text(name)),
  );
  assert.deepEqual(makers.toSorted(), swarmProbes.map(({ id }) => `${id}.ts`).toSorted());
});

test.each(swarmProbes)(
  "$id has its claim as a sentence, tests of its own, and a page that makes it",
  ({ id, claim }) => {
    assert.match(claim, /^[A-Z].*[^.]$/);
    assert.match(text(`${id}.test.ts`), /"fail"[\s\S]*"unknown"|"unknown"[\s\S]*"fail"/);
    const page = text(`../../../docs/probes/${id}.md`);
    assert.ok(page.startsWith(`# ${id}\n\n**Claim.** ${claim}.\n`), page.slice(0, 200));
    for (const part of ["Control", "On `fail`", "On `unknown`"]) assert.ok(page.includes(`**${part}.**`), part);
  },
);
