/** What holds for every project, whatever the rules are: nothing is dropped without a word, and nothing is said that is not so. */
import { existsSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { convert } from "../../src/convert/convert.ts";
import type { View } from "../../src/convert/rule.ts";
import { rules } from "../../src/convert/rules.ts";
import { readView } from "../../src/convert/testing/read-view.ts";
import { aView } from "../../src/convert/testing/view.ts";
import type { Conversion, Disposition } from "../../src/model/conversion.ts";
import { type Node, nodeAt, type Path, plainOf, showPath } from "../../src/model/node.ts";
import { stackFile } from "../../src/report/stack-file/stack-file.ts";
import { disk, projects, yamlOf } from "../golden/convert/projects.ts";
import { serviceFields } from "../golden/convert/service-fields.ts";

const fixture = (name: string) => new URL(`../../../../shared/fixtures/${name}`, import.meta.url).pathname;
const files = ["edgex-jakarta/docker-compose.yml", "edgex-odessa/docker-compose.yml"].filter((name) =>
  existsSync(fixture(name)),
);
const given = { disk, environment: { PASSWORD: "p" } };
const viewOf = (text: string): View => aView(text, given);

/** For each fixture, and for many generated projects. */
function holds(law: (view: View, done: Conversion) => readonly string[]): void {
  for (const name of files) {
    const { view } = readView(readFileSync(fixture(name), "utf8"), given);
    expect(law(view, convert(view))).toEqual([]);
  }
  fc.assert(
    fc.property(projects, (file) => {
      const { view, problems } = readView(yamlOf(file), given);
      fc.pre(problems.every(({ severity }) => severity === "notice"));
      expect(law(view, convert(view))).toEqual([]);
    }),
    { numRuns: 100 },
  );
}

test("every field has exactly one fate: its own, or that of the nearest place above it", () => {
  holds(({ project }, { dispositions }) => {
    const at = byPath(dispositions);
    return leavesOf(project.root, [])
      .filter(isAccounted)
      .flatMap((leaf) => {
        const found = nearest(leaf, at);
        return found.length === 1 ? [] : [`${showPath(leaf)} has ${found.length}: ${found.map(({ rule }) => rule)}`];
      });
  });
});

test("what is kept stands in the stack file at the same place with the same value", () => {
  holds(({ project }, { dispositions, stack }) => {
    const at = byPath(dispositions);
    return leavesOf(project.root, []).flatMap((leaf) => {
      const [own] = nearest(leaf, at);
      if (own?.file.fate !== "kept") return [];
      return stands(leaf, project.root, stack.root) ? [] : [`${showPath(leaf)} is kept, says ${own.rule}`];
    });
  });
});

test("what is mapped names places that are there", () => {
  holds((_, { dispositions, stack }) =>
    dispositions.flatMap(({ file, path, rule }) =>
      file.fate !== "mapped"
        ? []
        : file.to
            .filter((to) => nodeAt(stack.root, to) === undefined)
            .map((to) => `${showPath(path)} → ${showPath(to)}, says ${rule}`),
    ),
  );
});

test("what is lost is gone", () => {
  holds(({ project }, { dispositions, stack }) =>
    dispositions
      .filter(({ path, file }) => file.fate === "lost" && stands(path, project.root, stack.root, same))
      .map(({ path, rule }) => `${showPath(path)} is still there, and lost, says ${rule}`),
  );
});

test("a converted file stays as it is when it is converted once more", () => {
  holds((view, { stack }) => {
    const again = readView(stackFile(stack.root), { ...given, name: view.project.name }).view;
    return rules.flatMap((rule) =>
      (rule.propose(again).edits ?? []).map(({ kind, path }) => `${rule.id}: ${kind} ${showPath(path)}`),
    );
  });
});

test("any value at any field has an answer", () => {
  const keys = Object.keys(serviceFields);
  const service = fc.dictionary(fc.constantFrom(...keys, "image"), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 20 });
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom("web", "other"), service), (services) => {
      convert(readView(yamlOf({ services }), given).view);
    }),
    { numRuns: 300 },
  );
});

// What grows with the square of their number takes longer than a test may.
test("5,000 services are converted to the last", () => {
  const [one] = fc.sample(projects, { numRuns: 1, seed: 7 });
  const [, service] = Object.entries((one?.services ?? {}) as Record<string, unknown>)[0] ?? [];
  const services = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`s${i}`, service]));
  const root = { kind: "map", entries: [], at: { file: "", line: 1, column: 1 } } as const;
  expect(convert(viewOf(yamlOf({ ...one, services: {} }))).stack.root).not.toEqual(root);
  const view = bigView(services, one ?? {});
  expect(convert(view).dispositions.length).toBeGreaterThan(5_000);
});

/** Reading has a limit for the size of a file: the services are put in beside it. */
function bigView(services: Readonly<Record<string, unknown>>, file: Readonly<Record<string, unknown>>): View {
  const [name = "", service] = Object.entries(services)[0] ?? [];
  const view = viewOf(yamlOf({ ...file, services: { [name]: service } }));
  const [first] = view.project.services;
  if (!first) throw new Error("there is no service");
  const all = Object.keys(services).map((key) => ({ ...first, name: key }));
  const entries = view.project.root.entries.map((entry) =>
    entry.key === "services"
      ? {
          ...entry,
          value: {
            ...entry.value,
            entries: all.map(({ name: key, map, at }) => ({ key, keyAt: at, value: map })),
          } as Node,
        }
      : entry,
  );
  return { ...view, project: { ...view.project, services: all, root: { ...view.project.root, entries } } };
}

function leavesOf(node: Node, path: Path): readonly Path[] {
  if (node.kind === "map" && node.entries.length > 0) {
    return node.entries.flatMap(({ key, value }) => leavesOf(value, [...path, key]));
  }
  if (node.kind === "list" && node.items.length > 0)
    return node.items.flatMap((item, i) => leavesOf(item, [...path, i]));
  return [path];
}

/** By the rules' own word; that they leave out nothing is another test's. */
function isAccounted(leaf: Path): boolean {
  return rules.some(({ accounts }) =>
    accounts.some((pattern) =>
      pattern.split(".").every((step, i) => {
        const here = String(leaf[i] ?? "");
        return leaf[i] !== undefined && (step === "*" || step === here || (step === "x-*" && here.startsWith("x-")));
      }),
    ),
  );
}

const key = (path: Path): string => JSON.stringify(path);

function byPath(dispositions: readonly Disposition[]): ReadonlyMap<string, readonly Disposition[]> {
  const all = new Map<string, Disposition[]>();
  for (const one of dispositions) all.set(key(one.path), [...(all.get(key(one.path)) ?? []), one]);
  return all;
}

function nearest(leaf: Path, at: ReadonlyMap<string, readonly Disposition[]>): readonly Disposition[] {
  for (let length = leaf.length; length > 0; length--) {
    const found = at.get(key(leaf.slice(0, length)));
    if (found) return found;
  }
  return [];
}

/** Items of lists move when others go: the value has to be somewhere in the list. */
function stands(path: Path, before: Node, after: Node, matches = filled): boolean {
  const value = nodeAt(before, path);
  const index = path.findIndex((step) => typeof step === "number");
  if (index < 0) return matches(value, nodeAt(after, path));
  const list = nodeAt(after, path.slice(0, index));
  const rest = path.slice(index + 1);
  return (
    list?.kind === "list" && list.items.some((item) => matches(value, rest.length > 0 ? nodeAt(item, rest) : item))
  );
}

const same = (value: Node | undefined, now: Node | undefined): boolean =>
  value !== undefined && now !== undefined && isDeepStrictEqual(plainOf(value), plainOf(now));

/** What was empty may have got something. */
function filled(value: Node | undefined, now: Node | undefined): boolean {
  if (value === undefined || now === undefined) return false;
  if (value.kind === "scalar" && value.value === null && now.kind === "map") return true;
  const isEmpty =
    (value.kind === "map" && value.entries.length === 0) || (value.kind === "list" && value.items.length === 0);
  return (isEmpty && now.kind === value.kind) || same(value, now);
}
