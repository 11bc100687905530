import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "vitest";
import { probes } from "../../../probe/all.ts";
import { swarmProbes } from "../../../probe/swarm/all.ts";

const root = new URL("../../../../", import.meta.url);
const text = (path: string) => readFileSync(new URL(path, root), "utf8");
const sources = readdirSync(new URL("src/", root), { recursive: true, encoding: "utf8" }).filter(
  (path) => path.endsWith(".ts") && !/\.test\.ts$|\/testing\//.test(path),
);
/** Findings that no probe makes: whoever makes one names it where it is made. */
const made = sources.flatMap((path) =>
  [...text(`src/${path}`).matchAll(/\bprobe: "([a-z-]+)",\s*claim: "([^"]+)"/g)].map(([, id = "", claim = ""]) => ({
    id,
    claim,
  })),
);

test("findings that no probe makes are seen by this test", () => {
  assert.ok(made.some(({ id }) => id === "server-asked"));
});

test.each([...new Map([...probes, ...swarmProbes, ...made].map((one) => [one.id, one])).values()])(
  "a finding $id has a page that makes its claim",
  ({ id, claim }) => {
    assert.ok(existsSync(new URL(`docs/probes/${id}.md`, root)), id);
    const page = text(`docs/probes/${id}.md`);
    assert.ok(page.startsWith(`# ${id}\n\n**Claim.** ${claim}.\n`), page.slice(0, 200));
    for (const part of ["Control", "On `fail`", "On `unknown`"]) assert.ok(page.includes(`**${part}.**`), part);
  },
);
