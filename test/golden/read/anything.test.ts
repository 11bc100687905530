// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are templates of compose, not of JavaScript
/** Reading is total: whatever the texts are, it ends with a stack and with problems that lie inside of them. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { showSpan } from "../../../src/model/span.ts";
import { directory, reading, readingProject } from "../../../src/read/testing/reading.ts";

const word = fc.constantFrom(
  "web",
  "db",
  "data",
  "80:80",
  "./x:/y",
  "data:/d",
  "1883",
  "$X",
  "${Y:-z}",
  "a=b",
  "",
  "/",
  "~",
  "true",
  "x-edgeward",
);
const key = fc.constantFrom(
  ..."services volumes networks secrets configs name version image build command environment env_file ports expose volumes tmpfs".split(
    " ",
  ),
  ..."depends_on restart profiles x-edgeward role collect host records lines topic every from layout publish subscribe listen".split(
    " ",
  ),
  ..."policy packetLimit retention mode target published source type driver external condition path web db data << x-y prots".split(
    " ",
  ),
);
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 5, depthSize: "medium" },
    word,
    fc.constantFrom(null, true, false, 0, 80, -1, 1.5, 70_000),
    fc.array(tie("any"), { maxLength: 3 }),
    fc.dictionary(key, tie("any"), { maxKeys: 4 }),
  ),
}));
const services = fc.dictionary(fc.constantFrom("web", "db", "broker"), fc.dictionary(key, value.any, { maxKeys: 6 }), {
  maxKeys: 3,
});
const composeLike = fc
  .record({
    services,
    volumes: value.any,
    "x-edgeward": value.any,
    more: fc.dictionary(key, value.any, { maxKeys: 2 }),
  })
  .map(({ more, ...rest }) => stringify({ ...rest, ...more }));

const line = fc.constantFrom(
  "services:",
  "  web:",
  "    image: nginx",
  "    ports:",
  "      - 80:80",
  "\tx: 1",
  "a: &a",
  "b: *a",
  "  <<: *a",
  "? [",
  "- - -",
  "{",
  "'",
  "---",
  "!t x",
  "",
  "# c",
  "    environment: {A: $B}",
);
const yamlish = fc.array(line, { maxLength: 25 }).map((lines) => lines.join("\n"));
const text = fc.oneof(composeLike, yamlish, fc.string({ unit: "binary", maxLength: 200 }));
const config = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.constantFrom("listener 1883\n", "[[inputs.mqtt_consumer]]\ntopics=['a#']\n", "A=1\nB='x\n", "\0"),
);

function lengthsOf(content: string): readonly number[] {
  return content.split("\n").map((one) => one.length);
}

test("any text is read to an end, and every problem has a place in it, a sentence and a remedy", () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), config, (texts, other) => {
      const named = Object.fromEntries(texts.map((content, i) => [`${i}.yml`, content]));
      const everything = new Proxy<Record<string, string>>({}, { get: () => other });
      const { stack, problems } = reading(named, { disk: everything });
      expect(stack.files).toEqual(Object.keys(named));
      for (const { at, what, remedy } of problems) {
        const lengths = lengthsOf(named[at.file] ?? other);
        assert.ok(at.line > 0 && at.line <= lengths.length, `${showSpan(at)}: ${what}`);
        assert.ok(at.column > 0 && at.column <= (lengths[at.line - 1] ?? 0) + 2, `${showSpan(at)}: ${what}`);
        assert.ok(what.length > 5 && remedy.length > 5, `${what} | ${remedy}`);
      }
    }),
    { numRuns: 400 },
  );
});

const fileName = fc.constantFrom("0.yml", "1.yml", "a.yml", "b.yml", "sub/c.yml", "../d.yml", "e.env", ".", "/");
const link = fc.oneof(
  fc.record({
    include: fc.array(fc.oneof(fileName, fc.record({ path: fc.array(fileName), env_file: fileName })), {
      maxLength: 3,
    }),
  }),
  fc.record({
    services: fc.dictionary(
      fc.constantFrom("web", "db"),
      fc.record({
        extends: fc.oneof(word, fc.record({ service: fc.constantFrom("web", "db", "x"), file: fileName }), value.any),
        env_file: fileName,
        ports: fc.constantFrom(["80:80"], null, "80"),
      }),
      { maxKeys: 2 },
    ),
  }),
);
const linked = fc.oneof(
  { weight: 4, arbitrary: link.map((tree) => stringify(tree)) },
  { weight: 2, arbitrary: fc.tuple(link, link).map((trees) => stringify(Object.assign({}, ...trees))) },
  { weight: 1, arbitrary: text },
);

test("files that name each other at random are read to an end, and every problem lies in one of them", () => {
  const disk = fc.dictionary(fileName, linked, { maxKeys: 6 });
  fc.assert(
    fc.property(fc.array(linked, { minLength: 1, maxLength: 2 }), disk, (texts, files) => {
      const named = Object.fromEntries(texts.map((content, i) => [`${i}.yml`, content]));
      const byPath = Object.fromEntries(
        Object.entries({ ...files, ...named }).map(([name, content]) => [
          new URL(`file://${directory}/${name}`).pathname,
          content,
        ]),
      );
      for (const read of [readingProject, reading]) {
        const { problems, asked } = read(named, { disk: byPath });
        expect(new Set(asked.flat()).size).toBe(asked.flat().length);
        for (const { at, what, remedy } of problems) {
          const path = new URL(`file://${directory}/${at.file}`).pathname;
          const lengths = lengthsOf(named[at.file] ?? byPath[path] ?? byPath[at.file] ?? "");
          assert.ok(at.line <= lengths.length, `${showSpan(at)}: ${what}`);
          assert.ok(at.column <= (lengths[at.line - 1] ?? 0) + 2, `${showSpan(at)}: ${what}`);
          assert.ok(what.length > 5 && remedy.length > 5, `${what} | ${remedy}`);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test("reading the same twice gives the same", () => {
  fc.assert(
    fc.property(text, (content) => {
      expect(reading(content)).toEqual(reading(content));
    }),
    { numRuns: 50 },
  );
});

test("a bind mount never leads outside of where its own text leads", () => {
  const step = fc.constantFrom("..", ".", "a", "b");
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
      const { stack } = reading(`services: {a: {image: x, volumes: ['./${steps.join("/")}:/t']}}`);
      expect(stack.services[0]?.mounts[0]?.source).toBe(
        new URL(`file://${directory}/${steps.join("/")}`).pathname.replace(/(?<=.)\/$/, ""),
      );
    }),
  );
});
