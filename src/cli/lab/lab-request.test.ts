import assert from "node:assert/strict";
import { test } from "vitest";
import { imageCache, labName, memoryMiB, onlyFor, wholeNumber } from "./lab-request.ts";

const refused = { code: "bad-command-line" };

test("sizes of memory are read in units of 1024", () => {
  const read = ["512M", "1G", "1.5GiB", "300mb"].map(memoryMiB);
  assert.deepEqual(read, [512, 1024, 1536, 300]);
});

test("what is no size, or none that a host could live with, is refused", () => {
  for (const text of ["", "512", "M", "-1G", "10M", "100G", "1T", "1e3M", "0x200M"])
    assert.throws(() => memoryMiB(text), refused, text);
});

test("a lab's name is one that a directory and a namespace can have", () => {
  assert.equal(labName("second-2"), "second-2");
  for (const text of ["", "-x", "..", "a/b", "a b", "Upper", "x".repeat(21), "a\nb"])
    assert.throws(() => labName(text), refused, text);
});

test("numbers of hosts are whole and within bounds", () => {
  assert.equal(wholeNumber("--hosts", "3", 1, 20), 3);
  for (const text of ["0", "21", "1.5", "", " 2", "two"])
    assert.throws(() => wholeNumber("--hosts", text, 1, 20), refused, text);
});

test("images are kept where the person's other caches are, or where they say", () => {
  assert.equal(imageCache(undefined, { XDG_CACHE_HOME: "/caches" }), "/caches/edgeward/lab");
  assert.match(imageCache(undefined, { XDG_CACHE_HOME: "relative" }), /\/\.cache\/edgeward\/lab$/);
  assert.equal(imageCache("/elsewhere", {}), "/elsewhere");
  for (const path of ["/with space", "/with,comma"]) assert.throws(() => imageCache(path, {}), refused, path);
});

test("what says nothing to the driver is refused, all of it at once", () => {
  const names = ["suite", "mirror", "cache"] as const;
  onlyFor("uml", names, {});
  const message = "--suite, --cache say nothing without --driver uml";
  assert.throws(() => onlyFor("uml", names, { suite: "trixie", cache: "/c" }), { ...refused, message });
});
