import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import fc from "fast-check";
import { test } from "vitest";
import { type OtherUser, parse } from "./other-user.ts";
import { lookAs, refusesOtherUser } from "./refuses-other-user.ts";
import { aScene } from "./testing/scene.ts";

const quiet = new AbortController().signal;

/** Somebody who can open what the test says, and reads the control as it is. */
const somebody = (opens: (path: string) => boolean, reads = true): OtherUser => ({
  name: "uid 65534",
  async tryOpen(paths, readable) {
    assert.equal((await stat(readable)).mode & 0o777, 0o644);
    const firstLine = reads ? (await readFile(readable, "utf8")).trim() : "";
    return { opened: paths.flatMap((path, i) => (opens(path) ? [i] : [])), firstLine };
  },
});

test("somebody who can open nothing passes, and what can be opened fails by name", async () => {
  const seen = await lookAs(
    somebody(() => false),
    ["/a", "/b"],
    [],
    quiet,
  );
  assert.deepEqual(seen, {
    verdict: "pass",
    evidence: "uid 65534 could open none of 2 paths; control: it read a file made for it",
  });
  const open = await lookAs(
    somebody((path) => path === "/b"),
    ["/a", "/b"],
    [],
    quiet,
  );
  assert.deepEqual([open.verdict, open.evidence], ["fail", "uid 65534 opened /b"]);
});

test("a path of the second thousand is tried as well", async () => {
  const paths = Array.from({ length: 1_500 }, (_, i) => `/file-${i}`);
  const seen = await lookAs(
    somebody((path) => path === "/file-1499"),
    paths,
    [],
    quiet,
  );
  assert.equal(seen.evidence, "uid 65534 opened /file-1499");
});

test("somebody who cannot even read what everybody may proves nothing", async () => {
  const seen = await lookAs(
    somebody(() => false, false),
    ["/a"],
    [],
    quiet,
  );
  assert.deepEqual([seen.verdict, /^control/.test(seen.evidence)], ["unknown", true]);
});

test("somebody whom we cannot become proves nothing, and the remedy says how to", async () => {
  const nobody: OtherUser = {
    name: "uid 65534",
    tryOpen: () => Promise.reject(new Error("sudo: a password is required")),
  };
  const seen = await lookAs(nobody, ["/a"], [], quiet);
  assert.deepEqual([seen.verdict, seen.evidence], ["unknown", "sudo: a password is required"]);
  assert.match(seen.remedy ?? "", /as root/);
});

test("what we could not look at ourselves is not passed over", async () => {
  const seen = await lookAs(
    somebody(() => false),
    ["/a"],
    ["/c: EACCES"],
    quiet,
  );
  assert.equal(seen.verdict, "unknown");
});

test("paths that are not there are unknown, and a stack without any has nothing to look at", async () => {
  const [seen] = await refusesOtherUser.look(aScene({ privatePaths: ["/nonexistent/edgeward"] }), quiet);
  assert.equal(seen?.verdict, "unknown");
  assert.deepEqual(await refusesOtherUser.look(aScene(), quiet), []);
});

test("a shell that did not come to its end has said nothing", () => {
  assert.throws(() => parse("line nonce\nopened 0\n"), /did not come to its end/);
  assert.deepEqual(parse("line opened 3\nopened 0\nopened 12\ndone\n"), { opened: [0, 12], firstLine: "opened 3" });
  assert.deepEqual(parse("done\n"), { opened: [], firstLine: "" });
});

test("every index that the shell prints is read", () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), (indices) => {
      const output = `line n\n${indices.map((i) => `opened ${i}\n`).join("")}done\n`;
      assert.deepEqual(parse(output), { opened: indices, firstLine: "n" });
    }),
  );
});
