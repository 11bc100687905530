import fc from "fast-check";
import { expect, test } from "vitest";
import { tmpfsOf } from "./tmpfs.ts";

test.each([
  ["/run", { target: "/run", options: [] }],
  ["/run/", { target: "/run", options: [] }],
  ["/run:", { target: "/run", options: [] }],
  ["/t:size=64m,mode=1777,noexec", { target: "/t", sizeBytes: 67_108_864, mode: 0o1777, options: ["noexec"] }],
  ["/t:size=50%,uid=1000", { target: "/t", options: ["size=50%", "uid=1000"] }],
  ["/t:size=4096,size=8k", { target: "/t", sizeBytes: 8192, options: [] }],
  ["/t:rw,noexec,nosuid,mode=0700", { target: "/t", mode: 0o700, options: ["rw", "noexec", "nosuid"] }],
])("%s is understood", (text, expected) => expect(tmpfsOf(text)).toEqual(expected));

test.each([
  ["", /^has `` as the path/],
  ["run", /^has `run` as the path/],
  ["/t:noexe", /option `noexe`/],
  ["/t:size=64mb", /size=64m/],
  ["/t:size=1.5g", /size=64m/],
  ["/t:mode=rwx", /octal/],
  ["/t:mode=888", /octal/],
  ["/t:uid", /option `uid`/],
  ["/t:owner=me", /option `owner`/],
])("%j is refused, and says why", (text, why) => expect(tmpfsOf(text)).toEqual(expect.stringMatching(why)));

test("every text is either refused or has a path from the root", () => {
  const near = fc.stringMatching(/^\/[a-z/.]{0,5}:(size|mode|ro|uid)?=?\w{0,6}(,(size|mode|ro|uid)?=?\w{0,6}){0,3}$/);
  fc.assert(
    fc.property(fc.oneof(fc.string(), near), (text) => {
      const read = tmpfsOf(text);
      expect(typeof read === "string" || read.target.startsWith("/")).toBe(true);
    }),
  );
});
