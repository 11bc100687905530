import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nanoCpus } from "./cpus.ts";
import { readEnvFile } from "./env-file.ts";
import { familiarName } from "./image-name.ts";
import { readMountText } from "./mount-text.ts";
import { byBytes } from "./order.ts";
import { cliWords } from "./words.ts";

describe("a command in one text", () => {
  test.each([
    ["sh -c 'echo a b'", ["sh", "-c", "echo a b"]],
    ['a "b \\"c\\"" d', ["a", 'b "c"', "d"]],
    ["run # not this\nbut this", ["run", "but", "this"]],
    ["a#b #c", ["a#b"]],
    ["''", [""]],
    ["a\u00a0b", ["a\u00a0b"]],
    ["#", []],
    ["it's", undefined],
    ["a\\", undefined],
  ])("%j becomes %j", (text, words) => expect(cliWords(text)).toEqual(words));

  test("takes time in proportion to its length", () => {
    const before = process.cpuUsage();
    for (const part of ["#", "'", '"', "\\", "a ", "# \n"]) cliWords(part.repeat(100_000));
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000);
  });
});

describe("a volume in one text", () => {
  const plain = { readOnly: false, nocopy: false };
  test.each([
    ["/data", { type: "volume", target: "/data", ...plain }],
    ["data:/data", { type: "volume", source: "data", target: "/data", ...plain }],
    [
      "./a:/b:ro,rslave",
      { type: "bind", source: "./a", target: "/b", readOnly: true, nocopy: false, propagation: "rslave" },
    ],
    ["v:/d:z", { type: "bind", source: "v:/d", target: "z", ...plain }],
    ["1:/d", { type: "volume", source: "1", target: "/d", ...plain }],
    ["data:c:\\d", { type: "volume", source: "data", target: "c:\\d", ...plain }],
    ["ab:/b:ro:rw", "has too many colons"],
    ["ab::/b", "has nothing before, after or between its colons"],
  ])("%s is read as the CLI reads it", (text, mount) => expect(readMountText(text)).toEqual(mount));
});

test.each([
  ["nginx", "nginx:latest"],
  ["docker.io/library/nginx:1", "nginx:1"],
  ["index.docker.io/team/app", "team/app:latest"],
  ["library/nginx", "nginx:latest"],
  ["docker.io/library/a/b", "library/a/b:latest"],
  ["localhost:5000/app", "localhost:5000/app:latest"],
  [`app@sha256:${"a".repeat(64)}`, `app@sha256:${"a".repeat(64)}`],
  ["a".repeat(64), "a".repeat(64)],
])("the image %s is sent as %s", (image, name) => expect(familiarName(image)).toBe(name));

test.each([
  ["0.5", 500_000_000],
  ["1/4", 250_000_000],
  ["1e-9", 1],
  [".25", 250_000_000],
  ["0.0000000001", undefined],
  ["1/0", undefined],
  ["1e99", 1e108],
  ["", undefined],
  ["half", undefined],
])("%s CPUs are %s billionths", (text, nano) => expect(nanoCpus(text)).toBe(nano));

describe("an env_file", () => {
  const read = (text: string) => readEnvFile(text, (name) => (name === "SET" ? "here" : undefined));

  test("is taken line by line as it stands", () => {
    expect(read('\uFEFFA=1\r\n # no\n\n  B= "x" \nSET\nUNSET\nA=2')).toEqual([
      ["A", "1"],
      ["B", ' "x" '],
      ["SET", "here"],
      ["A", "2"],
    ]);
  });

  test.each([
    ["A=1\n=2", /line 2/],
    ["A B=1", /line 1/],
  ])("%j is refused with its line", (text, said) => expect(read(text)).toMatch(said));
});

test("texts stand in the order of their bytes", () => {
  const text = fc
    .array(fc.constantFrom("a", "b", "é", "\uD7FF", "\uE000", "\uFFFF", "😀", "\u{10FFFF}"), { maxLength: 4 })
    .map((letters) => letters.join(""));
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(byBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});
