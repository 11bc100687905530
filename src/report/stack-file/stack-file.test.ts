import { expect, test } from "vitest";
import { type Entry, listAt, type Mapping, mapAt, type Node, nothingAt, textAt, valueAt } from "../../model/node.ts";
import { Notes } from "../../read/say/say.ts";
import { parseYaml } from "../../read/yaml/parse.ts";
import { stackFile } from "./stack-file.ts";

const at = { file: "f.yml", line: 1, column: 1 };

function read(text: string): Mapping {
  const notes = new Notes();
  const [root] = parseYaml({ path: "f.yml", text }, notes) ?? [];
  expect(notes.problems).toEqual([]);
  if (root?.kind !== "map") throw new Error("no map");
  return root;
}

/** With another value, or none, at a path of keys, as rules edit: what is not touched stays the same object. */
function edited(map: Mapping, [key, ...rest]: readonly string[], value: Node | undefined): Mapping {
  const entries = map.entries.flatMap((entry): readonly Entry[] => {
    if (entry.key !== key) return [entry];
    const inner = rest.length > 0 && entry.value.kind === "map" ? edited(entry.value, rest, value) : value;
    return inner === undefined ? [] : [{ ...entry, value: inner }];
  });
  return { ...map, entries };
}

const asItWas = `# Apache-2.0
#
# by us

version: "3.9" # the CLI wants it

x-common: &common
  restart: always
  # what all need
  environment: &env
    TZ: 'UTC'
    SCRIPT: |
      echo one

        echo two

services:
  # the broker
  broker: # on the core
    <<: *common
    image: eclipse-mosquitto:2 # pinned
    command: ["mosquitto", "-c", "/m.conf"]
    ports:
      - 1883:1883 # in clear
      # - 9001:9001

      - target: 8883
        mode: host
    labels: { a.b: "yes", "80": x }

  agent:
    environment: *env
    text: >-
      a long text that is folded because it does not fit into one line of eighty
      signs, and goes on
    # nothing more
  # no more services

# the end
`;

test("a file in our style is written as it was", () => {
  expect(stackFile(read(asItWas))).toBe(asItWas);
});

const merging = "x: &x\n  a: 1\n  b: 2\nw:\n  <<: *x\n  c: 3\nz: *x\n";

test("what has changed under a merge key overrides it", () => {
  expect(stackFile(edited(read(merging), ["w", "b"], valueAt(5, at)))).toBe(
    "x: &x\n  a: 1\n  b: 2\nw:\n  <<: *x\n  c: 3\n  b: 5\nz: *x\n",
  );
});

test("a merge key that would bring back what has gone is written out", () => {
  expect(stackFile(edited(read(merging), ["w", "b"], undefined))).toBe(
    "x: &x\n  a: 1\n  b: 2\nw:\n  c: 3\n  a: 1\nz: *x\n",
  );
});

test("what stood under an anchor is written where it comes first now", () => {
  expect(stackFile(edited(read(merging), ["x"], undefined))).toBe(
    "w:\n  c: 3\n  a: 1\n  b: 2\nz: &x\n  a: 1\n  b: 2\n",
  );
});

test("two values that claim one name get two", () => {
  const [one, two] = [read("a: &x [1]\n"), read("a: &x [2]\nb: *x\n")];
  expect(stackFile(mapAt({ one, two }, at))).toBe("one:\n  a: &x [1]\ntwo:\n  a: &x-2 [2]\n  b: *x-2\n");
});

test("what we made is written plainly", () => {
  const root = mapAt(
    {
      services: mapAt(
        {
          web: mapAt(
            {
              image: textAt("nginx", at),
              replicas: valueAt(2, at),
              read_only: valueAt(true, at),
              off: textAt("off", at),
              script: textAt("a\nb\n", at),
              ports: listAt([textAt("80:80", at), mapAt({ target: valueAt(1, at), x: listAt([], at) }, at)], at),
              none: nothingAt(at),
              empty: mapAt({}, at),
            },
            at,
          ),
        },
        at,
      ),
    },
    at,
  );
  expect(stackFile(root)).toBe(
    `services:
  web:
    image: nginx
    replicas: 2
    read_only: true
    "off": "off"
    script: |
      a
      b
    ports:
      - 80:80
      - target: 1
        x: []
    none:
    empty: {}
`,
  );
});

test("a `$` of a value is doubled, that of a key is not", () => {
  const root = mapAt({ $k: textAt("a$B", at), l: listAt([textAt("$$", at)], at) }, at);
  expect(stackFile(root)).toBe("$k: a$$B\nl:\n  - $$$$\n");
  expect(stackFile(root, { dollars: "keep" })).toBe("$k: a$B\nl:\n  - $$\n");
});

test("numbers and truth values keep how they were written, unless they have changed", () => {
  const text = "a: 0644\nb: 0o17\nc: 1e3\nd: True\ne: ~\nf: 0x1F\n";
  expect(stackFile(read(text))).toBe(text);
  expect(
    stackFile({
      kind: "map",
      at,
      entries: [{ key: "a", keyAt: at, value: { kind: "scalar", value: 420, source: "0644", at } }],
    }),
  ).toBe("a: 420\n");
});

test("brackets that hold comments, or a whole tree, become lines", () => {
  expect(stackFile(read("a: [\n  # one\n  1,\n  2 ]\n"))).toBe("a:\n  # one\n  - 1\n  - 2\n");
  const deep = `{"services":{"web":{"image":"nginx","command":["${"x".repeat(100)}"],"labels":{"a":"b"}}}}`;
  expect(stackFile(read(deep))).toBe(
    `services:\n  web:\n    image: "nginx"\n    command: ["${"x".repeat(100)}"]\n    labels: { a: "b" }\n`,
  );
});
