// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are templates of Grafana, not of JavaScript
import fc from "fast-check";
import { expect, test } from "vitest";
import { Notes } from "../../say/say.ts";
import { filledIn, readGrafana } from "./grafana.ts";

function read(text: string) {
  const notes = new Notes();
  const config = readGrafana({ path: "grafana.ini", text }, "/etc/grafana/grafana.ini", notes);
  return {
    config,
    settings: config.settings.map(({ section, key, value }) => [section, key, value]),
    said: notes.problems.map(({ severity, code, at }) => `${severity} ${code} ${at.line}:${at.column}`),
    notes,
  };
}

test("sections and keys are read with their places, comments are not", () => {
  const { config, said } = read(
    "##### Grafana #####\n; app_mode = production\ninstance_name = edge\n[server]\n;http_port = 3000\n  http_addr = 127.0.0.1\n\n[auth.anonymous]\nenabled = false\n",
  );
  expect(said).toEqual([]);
  expect(config.sections.map(({ value, at }) => [value, at.line])).toEqual([
    ["server", 4],
    ["auth.anonymous", 8],
  ]);
  expect(config.settings.map(({ section, key, value, at }) => [section, key, value, at.line, at.column])).toEqual([
    ["", "instance_name", "edge", 3, 1],
    ["server", "http_addr", "127.0.0.1", 6, 3],
    ["auth.anonymous", "enabled", false, 9, 1],
  ]);
});

// As go-ini 1.67 takes them, which is what Grafana loads its files with (parser.go, readKeyName and readValue).
test.each([
  ["k: v", "v"],
  ["k=v", "v"],
  ["k = a # b", "a"],
  ["k = a#b;c", "a"],
  ["k = a;b", "a"],
  ['k = "a # b"', '"a'],
  ['k = """a#b;c"""', "a#b;c"],
  ["k = `a#b`", "a#b"],
  ['k = "a b"', "a b"],
  ["k = 'a'", "a"],
  ["k = 'a' 'b'", "'a' 'b'"],
  ['k = ""', ""],
  ["k =", ""],
  ["k = a = b", "a = b"],
  ["k = a\\\n  b", "ab"],
  ["k = a \\\n\nb = 1", "a "],
  ['k = """a\nb"""', "a\nb"],
  ['k = """\na\n"""', "\na\n"],
  ['"k" = v', "v"],
  ["`k` = v", "v"],
  ["k = true", true],
  ["k = TRUE", "TRUE"],
  ["k = 3000", "3000"],
  ["k = $__file{/etc/x}", "$__file{/etc/x}"],
])("%j is read as Grafana reads it", (text, value) => {
  expect(read(text).settings[0]).toEqual(["", "k", value]);
});

test("a section that stands twice is one, and [DEFAULT] is what stands above all headers", () => {
  const { config, settings } = read("[a]\nx = 1\n[DEFAULT]\ny = 2\n[a]\nx = 3\n");
  expect(config.sections.map(({ value }) => value)).toEqual(["a"]);
  expect(settings).toEqual([
    ["a", "x", "1"],
    ["", "y", "2"],
    ["a", "x", "3"],
  ]);
});

test.each([
  ["a section that is not closed", "[server\nhttp_port = 1", "error ini 1:1"],
  ["a section without a name", "[]", "error ini 1:1"],
  ["a line without an equals sign", "[server]\n  http_port", "error ini 2:3"],
  ["a line without a key", "[server]\n= 3000", "error ini 2:1"],
  ["a quoted key that is not closed", '"a = 3', "error ini 1:1"],
  ["a long text that is not closed", '[a]\nb = """c\nd = 1', "error ini 2:1"],
])("%s is said where it stands", (_, text, problem) => expect(read(text).said).toEqual([problem]));

test("all errors are said at once, and none shows a value", () => {
  const { said, notes } = read('[a\ns3cret\nadmin_password = """s3cret\n');
  expect(said).toEqual(["error ini 1:1", "error ini 2:1", "error ini 3:1"]);
  expect(JSON.stringify(notes.problems)).not.toContain("s3cret");
});

test("variables are filled in from the section, from above all headers, and from the environment", () => {
  const { config } = read("base = /srv\n[paths]\nhome = %(base)s/g\nloop = %(loop)s\nempty =\n");
  const fill = (text: string) => filledIn(text, config, "paths", new Map([["A", "a"]]));
  expect(["%(home)s/x", "${A}/$__env{A}", "$__file{/x}", "%(nothing)s", "%(empty)s", "${B}"].map(fill)).toEqual([
    "/srv/g/x",
    "a/a",
    "$__file{/x}",
    "%(nothing)s",
    "%(empty)s",
    "",
  ]);
  expect(fill("%(loop)s")).toBe("%(loop)s");
});

test("no text makes it throw, and each problem lies in the text", () => {
  const piece = fc.constantFrom("[", "]", "a", "=", ":", '"', '"""', "`", "'", "\\", "\n", "#", ";", " ", "%(a)s", "-");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join("");
      for (const { at } of read(text).notes.problems) expect(at.line).toBeLessThanOrEqual(text.split("\n").length);
    }),
    { numRuns: 500 },
  );
});
