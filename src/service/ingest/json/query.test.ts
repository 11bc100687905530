import { expect, test } from "vitest";
import { Fault } from "../../../model/fault.ts";
import { readQuery } from "./query.ts";

const document = {
  plant: { rooms: [{ t: { c: 1 } }, { t: { c: 2 } }, { empty: true }], "a.b": { x: 5 } },
  list: [10, 20],
  "0": { zero: 1 },
  "#": { sharp: 1 },
};

test.each<[string, unknown]>([
  ["plant.rooms", document.plant.rooms],
  ["plant.rooms.1", { t: { c: 2 } }],
  ["plant.rooms.1.t.c", 2],
  ["plant.rooms.9", undefined],
  ["plant.rooms.t", undefined],
  ["plant.rooms.#", 3],
  ["plant.rooms.#.t", [{ c: 1 }, { c: 2 }]],
  ["plant.rooms.#.t.c", [1, 2]],
  ["plant.a\\.b", { x: 5 }],
  ["list.0", 10],
  ["0", { zero: 1 }],
  ["#", { sharp: 1 }],
  ["nothing", undefined],
  ["plant.nothing.t", undefined],
  ["list.0.deeper", undefined],
  ["__proto__", undefined],
  ["plant.constructor", undefined],
  ["list.length", undefined],
])("json_query %s leads to %j", (path, expected) => expect(readQuery(path)(document)).toEqual(expected));

test("# goes into arrays within arrays", () =>
  expect(readQuery("#.a.#.b")([{ a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: 3 }] }])).toEqual([[1, 2], [3]]));

test.each(["plant.*", "pl?nt", "rooms.#(t>1)", "plant|rooms", "@reverse", "plant.@this", "{a,b}", "[a,b]", "!true"])(
  "what GJSON would compute is refused when it is read: %s",
  (path) => expect(() => readQuery(path)).toThrow(Fault),
);

test("a special character behind a backslash is a character of the key", () =>
  expect(readQuery("a\\*b\\|c.\\@d")({ "a*b|c": { "@d": 1 } })).toBe(1));
