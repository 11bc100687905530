import assert from "node:assert/strict";
import { parseEnv } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Change } from "../../../model/change.ts";
import { readEnvironment } from "../../../read/config/environment/environment.ts";
import { Notes } from "../../../read/say/say.ts";
import { aVariable } from "../../testing/changes.ts";
import { toLines } from "../lines.ts";
import { decoded, encoded, envLines } from "./env-lines.ts";
import { editEnvironment } from "./environment.ts";

const set = (name: string, after: string): Change => aVariable("agent", name, { after });

const stock = `# Settings of the agent
MQTT_HOST=localhost
export MQTT_PORT="1883"
  MQTT_USER = 'me'   # who it is
# MQTT_PASSWORD=secret
#MQTT_TLS is for later
LAST=x
`;

test("a value is replaced where it stands, and export and quotes stay", () => {
  expect(editEnvironment(stock, [set("MQTT_HOST", "broker"), set("MQTT_PORT", "8883")])).toBe(
    stock.replace("localhost", "broker").replace('"1883"', '"8883"'),
  );
});

test("a default that is commented out is filled in where it stands", () => {
  expect(editEnvironment(stock, [set("MQTT_PASSWORD", "@{edgeward:mqtt_password}")])).toBe(
    stock.replace("# MQTT_PASSWORD=secret", "MQTT_PASSWORD=@{edgeward:mqtt_password}"),
  );
});

test("a sentence that begins with the name is no default, and a new variable comes last", () => {
  expect(editEnvironment(stock, [set("MQTT_TLS", "1")])).toBe(`${stock}MQTT_TLS=1\n`);
});

test("a changed line reads the same to all: no comment behind the value, no spaces around the equals sign", () => {
  expect(editEnvironment(stock, [set("MQTT_USER", "you")])).toBe(
    stock.replace("  MQTT_USER = 'me'   # who it is", "  # who it is\n  MQTT_USER='you'"),
  );
});

test("of a variable that stands twice the last one counts, and all of them go", () => {
  expect(editEnvironment("A=1\nB=2\nA=3\n", [set("A", "4")])).toBe("A=1\nB=2\nA=4\n");
  expect(editEnvironment("A=1\nB=2\nA=3\n", [aVariable("agent", "A", { before: "3" })])).toBe("B=2\n");
});

test("a value over several lines is one value, whatever is in it", () => {
  const text = "A=\"one\nB=two\nthree\"\nC=x\\\nB=y\nD='z\n# B=1'\n";
  expect(editEnvironment(text, [set("B", "new")])).toBe(`${text}B=new\n`);
  expect(editEnvironment(text, [set("A", "new"), set("C", "q")])).toBe("A=\"new\"\nC=q\nD='z\n# B=1'\n");
});

test("a file that is not there yet is begun", () => {
  expect(editEnvironment("", [set("A", "1"), set("B", "two words")])).toBe("A=1\nB='two words'\n");
});

test("CRLF, a byte order mark and a missing final line end stay", () => {
  const text = "\ufeffA=1 # one\r\nB=2\r\nC=3";
  expect(editEnvironment(text, [set("A", "x"), set("C", "y"), set("D", "z")])).toBe(
    "\ufeff# one\r\nA=x\r\nB=2\r\nC=y\r\nD=z",
  );
});

test("a value that is there already is left as it is written", () => {
  for (const text of ["A=x\n", "  A='x'\n", 'A="x"  \n', "export A=x\n"]) {
    expect(editEnvironment(text, [set("A", "x")])).toBe(text);
  }
});

const values = fc.string({
  unit: fc.constantFrom(..."aZ0_@%:/.,{}-#;$`'\"\\ \t=!~*&|()<>é".split("")),
  maxLength: 10,
});

test("what is written is read back, here and by Node's own reader of such files", () => {
  fc.assert(
    fc.property(values, fc.constantFrom("", '"x"', "'x'"), (value, like) => {
      const written = encoded(value, like);
      assert.equal(decoded(written), value);
      // Node's reader knows no escapes but \n.
      if (!/["'`\\$]/.test(value)) assert.equal(parseEnv(`A=${written}\n`).A, value);
    }),
  );
});

const line = fc.constantFrom(
  "A=1",
  "export B='two words'",
  "  A = x # note",
  "# B=old",
  ";C=",
  "#C=1 # note",
  'C="a\nA=2"',
  "D='x'y",
  "junk",
  "",
  "E=\\",
  "C:3",
);
const texts = fc
  .tuple(fc.array(fc.tuple(line, fc.constantFrom("\n", "\r\n")), { maxLength: 12 }), line)
  .map(([lines, last]) => lines.flat().join("") + last);
const changes = fc.uniqueArray(
  fc
    .tuple(fc.constantFrom("A", "B", "C", "N"), fc.option(values, { nil: undefined }))
    .map(([name, after]) => aVariable("agent", name, after === undefined ? { before: "1" } : { after })),
  { maxLength: 3, selector: (one) => one.kind === "environment" && one.name },
);

test("applying the same changes again changes nothing", () => {
  fc.assert(
    fc.property(texts, changes, (text, some) => {
      const once = editEnvironment(text, some);
      assert.equal(editEnvironment(once, some), once);
    }),
  );
});

test("what was set is what is read afterwards, what goes is gone, and the rest stays as it was", () => {
  const all = (text: string) =>
    new Map(envLines(toLines(text)).map(({ name, written }) => [name, written.replace(/\\\n$/, "\\")]));
  fc.assert(
    fc.property(texts, changes, (text, some) => {
      const [before, after] = [all(text), all(editEnvironment(text, some))];
      for (const change of some) {
        if (change.kind !== "environment") continue;
        const { name, after: wanted } = change;
        const written = after.get(name);
        if (wanted === undefined) assert.equal(written, undefined);
        else assert.ok(written === encoded(wanted, before.get(name)) || decoded(written ?? "") === wanted, written);
        before.delete(name);
        after.delete(name);
      }
      assert.deepEqual(after, before);
    }),
  );
});

test("the program gets what was set, going by the reader of its env file", () => {
  const plain = texts.filter((text) => !/C="a|D='x'y|E=\\/.test(text));
  fc.assert(
    fc.property(plain, values, (text, value) => {
      const read = readEnvironment({ path: "env", text: editEnvironment(text, [set("A", value)]) }, new Notes());
      assert.equal(read.find(({ name }) => name === "A")?.value, value);
    }),
  );
});

test("a line that no change names stays, byte for byte", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const after = toLines(editEnvironment(text, [set("N", "1")]));
      // A blank line keeps the new one out of a value that ends in a backslash.
      const kept = [...toLines(text).map((one) => one.text), ...(/E=\\\r?\n?$/.test(text) ? [""] : [])];
      assert.deepEqual(
        after.map((one) => one.text).filter((one) => one !== "N=1"),
        kept,
      );
    }),
  );
});
