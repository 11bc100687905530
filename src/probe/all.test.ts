import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "vitest";
import { probes } from "./all.ts";
import { swarmProbes } from "./swarm/all.ts";
import { aScene } from "./testing/scene.ts";

const here = new URL(".", import.meta.url);
const text = (name: string) => readFileSync(new URL(name, here), "utf8");

test("every file that makes a probe is in the list, once, under the name of its file", () => {
  const makers = readdirSync(here).filter(
    (name) => name.endsWith(".ts") && /^export const \w+: Probe = \{$/m.test(text(name)),
  );
  assert.deepEqual(makers.toSorted(), probes.map(({ id }) => `${id}.ts`).toSorted());
});

test.each(probes)(
  "$id has its claim as a sentence, tests of its own, and a page that makes the same claim",
  ({ id, claim }) => {
    assert.match(claim, /^[A-Z].*[^.]$/);
    assert.match(text(`${id}.test.ts`), /"fail"[\s\S]*"unknown"|"unknown"[\s\S]*"fail"/);
    const page = text(`../../docs/probes/${id}.md`);
    assert.match(page, new RegExp(`^# ${id}\n\n\\*\\*Claim\\.\\*\\* ${claim}\\.\n`));
    for (const part of ["Control", "On `fail`", "On `unknown`"]) assert.ok(page.includes(`**${part}.**`), part);
  },
);

/** Findings that no probe makes. That each of these has a page is held by pages.test.ts, where they are made. */
const others = ["server-asked"];

test("there is a page for each probe and for nothing else that says no finding", () => {
  const pages = readdirSync(new URL("../../docs/probes/", here));
  const ids = [...[...probes, ...swarmProbes].map(({ id }) => id), ...others];
  assert.deepEqual(pages.toSorted(), ids.map((id) => `${id}.md`).toSorted());
});

test.each(probes)("$id has nothing to say about a stack that has nothing of the kind", async ({ look }) => {
  assert.deepEqual(await look(aScene(), new AbortController().signal), []);
});
