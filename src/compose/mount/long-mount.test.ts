import fc from "fast-check";
import { expect, test } from "vitest";
import { textAt } from "../../model/node.ts";
import { valuesOf } from "../testing/values.ts";
import { mountOf } from "./long-mount.ts";

const nowhere = { file: "", line: 1, column: 1 };
const mount = (yaml: string) => mountOf(valuesOf(`[${yaml}]`)[0] ?? textAt("", nowhere));
const rw = { readOnly: false };
const made = { createHostPath: true };

test.each([
  ["/data", { type: "volume", target: "/data", ...rw }],
  ["data:/data", { type: "volume", source: "data", target: "/data", ...rw }],
  ["data:/data/:ro", { type: "volume", source: "data", target: "/data", readOnly: true }],
  [
    "data:/data:nocopy",
    { type: "volume", source: "data", target: "/data", ...rw, volume: { nocopy: true, labels: [] } },
  ],
  ["data:/d:z", { type: "volume", source: "data", target: "/d", ...rw, bind: { createHostPath: false, selinux: "z" } }],
  ["'./a:/b:ro,Z'", { type: "bind", source: "./a", target: "/b", readOnly: true, bind: { ...made, selinux: "Z" } }],
  ["~/a:/b:rslave", { type: "bind", source: "~/a", target: "/b", ...rw, bind: { ...made, propagation: "rslave" } }],
  ["'/a:/b:ro,rw'", { type: "bind", source: "/a", target: "/b", ...rw, bind: made }],
  ["'/a:/b:cached,U'", { type: "bind", source: "/a", target: "/b", ...rw, bind: made, unheeded: ["cached", "U"] }],
  ["/a:/b:nocopy", { type: "bind", source: "/a", target: "/b", ...rw, bind: made, unheeded: ["nocopy"] }],
  ["{type: volume, source: v, target: /d}", { type: "volume", source: "v", target: "/d", ...rw }],
  ["{type: volume, target: /d, read_only: 'true'}", { type: "volume", target: "/d", readOnly: true }],
  ["{type: bind, source: /a, target: /b}", { type: "bind", source: "/a", target: "/b", ...rw }],
  [
    "{type: bind, source: /a, target: /b, bind: {propagation: shared, selinux: z, recursive: readonly}}",
    {
      type: "bind",
      source: "/a",
      target: "/b",
      ...rw,
      bind: { ...made, propagation: "shared", selinux: "z", recursive: "readonly" },
    },
  ],
  [
    "{type: bind, source: /a, target: /b, bind: {create_host_path: false}}",
    { type: "bind", source: "/a", target: "/b", ...rw, bind: { createHostPath: false } },
  ],
  [
    "{type: tmpfs, target: /t, tmpfs: {size: 64m, mode: 01777}}",
    { type: "tmpfs", target: "/t", ...rw, tmpfs: { sizeBytes: 67_108_864, mode: 0o1777 } },
  ],
  ["{type: tmpfs, target: /t, tmpfs: {}}", { type: "tmpfs", target: "/t", ...rw, tmpfs: {} }],
  [
    "{type: image, source: i, target: /i, image: {subpath: a}}",
    { type: "image", source: "i", target: "/i", ...rw, image: { subpath: "a" } },
  ],
])("%s is understood", (yaml, expected) => expect(mount(yaml)).toEqual(expected));

test.each([
  ["v:/d", /Windows drive/],
  ["C:\\data:/d", /Windows drive/],
  ["'\\\\.\\pipe\\x:/d'", /Windows path/],
  ["ab:cd", /must start with/],
  ["data", /must start with/],
  ["ab:/b:ro:x", /too many colons/],
  ["'ab::/b'", /nothing before/],
  ["''", /nothing before/],
  ["5", /no volume/],
  ["[a]", /no volume/],
  ["{target: /d}", /no `type`/],
  ["{type: volum, target: /d}", /type `volum`/],
  ["{type: volume}", /no `target`/],
  ["{type: bind, target: /d}", /without `source`/],
  ["{type: tmpfs, source: a, target: /d}", /no `source`/],
  ["{type: tmpfs, target: /d, tmpfs: {size: big}}", /tmpfs.size/],
  ["{type: tmpfs, target: /d, tmpfs: {mode: 99999}}", /tmpfs.mode/],
])("%s is refused, and says why", (yaml, why) => expect(mount(yaml)).toEqual(expect.stringMatching(why)));

test("every text is either refused or has a target from the root", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z./~]{0,4}(:[a-z/]{0,4}){0,3}$/)), (text) => {
      const read = mountOf(textAt(text, nowhere));
      expect(typeof read === "string" || read.target.startsWith("/")).toBe(true);
    }),
  );
});
