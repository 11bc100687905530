/** Any compose file, any changes: reading the edited text gives what was there with the changes, and other lines stay as they are. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { diffLines } from "diff";
import fc from "fast-check";
import { test } from "vitest";
import { parse } from "yaml";
import { aGrant, aVariable, reason } from "../../testing/changes.ts";
import { toLines } from "../lines.ts";
import { editCompose } from "./compose.ts";
import type { ComposeChange } from "./place.ts";

const path = "docker-compose.yml";

interface Layout {
  readonly step: number;
  readonly dash: number;
  readonly eol: string;
}

/** Lines with `@` for each step of indentation and `~` for a list's own. */
const environments = [
  ["environment:", "@A: 1 # one", "@# before B", "@B: 'two'"],
  ["environment: {A: 1, B: two}"],
  ["environment:", "~- A=1", "", "~- B=two"],
  ['environment: ["A=1", B=two]'],
  ["environment: *env"],
  ["environment:", "@<<: *env", "@C: 3"],
  ["environment:"],
  ["environment: &own", "@A: |", "@@several", "@@lines", "@B: two"],
  [],
];
const ports = [
  ["ports:", '~- "80:80" # the page', "~# before 81", "~- 81:81"],
  ["ports: ['80:80', \"81:81\"]"],
  ["ports: *ports"],
  ["ports:", "~- target: 80", '~  published: "80"', "~- &web 82:82", "# low"],
  [],
];
const secrets = [["secrets:", "~- other"], ["secrets: [other]"], []];
const bases = [["image: x", "<<: *base"], ["image: x"], ["image: x", "restart: always", "", "# lonely"]];

const service = fc
  .tuple(
    fc.constantFrom(...bases),
    fc.constantFrom(...environments),
    fc.constantFrom(...ports),
    fc.constantFrom(...secrets),
  )
  .chain(([base, ...rest]) => fc.shuffledSubarray(rest, { minLength: 3 }).map((parts) => [base, ...parts].flat()));
const layouts: fc.Arbitrary<Layout> = fc.record({
  step: fc.constantFrom(2, 3, 4),
  dash: fc.constantFrom(0, 2),
  eol: fc.constantFrom("\n", "\r\n"),
});
const head = [
  "# A stack",
  "x-env: &env",
  "@A: from the anchor",
  "@D: 4",
  "x-ports: &ports",
  '~- "80:80"',
  "x-base: &base",
  "@environment:",
  "@@A: base",
  "@ports: [80:80]",
  "",
  "services:",
];
const tail = ["volumes:", "@data: # kept", "@more: {driver: local}"];

/** How the second service leans on the first one. */
const leanings = fc.constantFrom("", "alias", "merge", "base", "whole");

const texts = fc
  .tuple(layouts, service, service, leanings, fc.boolean(), fc.boolean())
  .map(([layout, a, b, leaning, hasVolumes, isOpen]) => {
    const nested = (lines: readonly string[]) => lines.map((line) => (line === "" ? "" : `@@${line}`));
    const first = leaning === "base" || leaning === "whole" ? "@a: &a" : "@a:";
    const second = leaning === "whole" ? ["@b: *a"] : ["@b:", ...nested(leaningOn(a, b, leaning))];
    const lines = [...head, first, ...nested(a), "", ...second, ...(hasVolumes ? tail : [])];
    const text = lines
      .map((line) => line.replaceAll("@", " ".repeat(layout.step)).replaceAll("~", " ".repeat(layout.dash)))
      .join(layout.eol);
    return { text: isOpen ? text : text + layout.eol, hasVolumes };
  });

function leaningOn(a: readonly string[], b: readonly string[], leaning: string): readonly string[] {
  const own = b.map((line) => line.replace(/&\w+ ?/, ""));
  const hasAnchor = a.some((line) => line.includes("&own"));
  if (leaning === "base") return ["<<: *a", ...own.filter((line) => !line.startsWith("<<"))];
  if (!hasAnchor || leaning === "") return own;
  return leaning === "alias"
    ? ["image: y", "environment: *own", "secrets: []"]
    : ["image: y", "environment:", "@<<: *own", "@N: own", "restart: always"];
}

const values = fc.oneof(fc.string(), fc.constantFrom("x", "8883", "true", "a: b", "# no", "ünï", "$x"));
const variable = fc
  .tuple(fc.constantFrom("a", "b"), fc.constantFrom("A", "B", "C", "D", "N"), fc.option(values, { nil: undefined }))
  .map(([name, key, after]) => aVariable(name, key, after === undefined ? { before: "" } : { after }) as ComposeChange);
const grant = fc.constantFrom("a", "b").map((name) => aGrant(name, `${name}_token`) as ComposeChange);
const mode: ComposeChange = { ...reason, kind: "volume-mode", volume: "data", after: 0o700 };
const changes = fc.uniqueArray(fc.oneof(variable, grant, fc.constant(mode)), {
  maxLength: 6,
  selector: (change) => (change.kind === "environment" ? `${change.service} ${change.name}` : JSON.stringify(change)),
});

const generated = ["a", "b"].map((name) => ({ service: name, name: "token", parts: [] }));
const stack = { name: "t", files: [path], services: [], volumes: [], policy: {} };

function edited(text: string, all: readonly ComposeChange[]): string {
  return editCompose([{ path, text }], all, { stack, generated, mounts: [] }).texts[0] ?? "";
}

test("reading an edited file gives what was there, with the changes and nothing else", () => {
  fc.assert(
    fc.property(texts, changes, ({ text, hasVolumes }, all) => {
      const some = all.filter((change) => hasVolumes || change.kind !== "volume-mode");
      assert.deepEqual(meaning(edited(text, some)), expected(meaning(text), some));
    }),
  );
});

test("a line that no change names stays, byte for byte and in its order", () => {
  fc.assert(
    fc.property(texts, changes, ({ text }, all) => {
      // What is shared is written out where it is edited, so only the lines outside of the edited services must stay.
      const named = all.flatMap((change) => (change.kind === "environment" ? [change.name] : []));
      // A blank line or a comment inside of a list goes with the whole list.
      const isKept = (line: string) =>
        line.trim() !== "" &&
        !line.includes("# before") &&
        !named.some((name) => line.includes(name)) &&
        !/\*|<<|&|environment|secrets|^ +(?:several|lines)/.test(line);
      const after = toLines(edited(text, all)).map((line) => line.text);
      let from = 0;
      for (const { text: line } of toLines(text).filter((one) => isKept(one.text))) {
        const found = after.indexOf(line, from);
        assert.ok(found >= 0, `lost: ${JSON.stringify(line)}`);
        from = found + 1;
      }
    }),
  );
});

test("making the same changes again changes nothing", () => {
  fc.assert(
    fc.property(texts, changes, ({ text }, all) => {
      const once = edited(text, all);
      assert.equal(edited(once, all), once);
    }),
  );
});

interface Meaning {
  readonly services: Record<
    string,
    { environment: Record<string, unknown>; secrets: unknown[]; [key: string]: unknown }
  >;
  secrets: Record<string, unknown>;
  volumes: Record<string, unknown>;
}

/** What compose makes of the text: both forms of an environment are one, and an empty list is none. */
function meaning(text: string): Meaning {
  const { services, secrets, volumes } = parse(text, { merge: true });
  const read = Object.entries<Record<string, unknown>>(services).map(
    ([name, { environment, secrets: own, ports: p, ...rest }]) => {
      const list = Array.isArray(environment)
        ? environment.map((item: string) => item.split(/=(.*)/s).slice(0, 2))
        : undefined;
      const map = list ? Object.fromEntries(list) : environment;
      const variables = Object.entries(map ?? {}).map(([key, value]) => [key, String(value)]);
      return [name, { ...rest, environment: Object.fromEntries(variables), secrets: own ?? [], ports: p ?? [] }];
    },
  );
  return { services: Object.fromEntries(read), secrets: secrets ?? {}, volumes: volumes ?? {} };
}

function expected(before: Meaning, all: readonly ComposeChange[]): Meaning {
  const after = structuredClone(before);
  for (const change of all) {
    if (change.kind === "volume-mode") {
      after.volumes[change.volume] = { "x-edgeward": { mode: "0700" } };
      continue;
    }
    const own = after.services[change.service];
    if (!own) continue;
    if (change.kind === "grant") {
      own.secrets = [...own.secrets, change.secret];
      after.secrets[change.secret] = { file: `./.edgeward/generated/${change.service}/token` };
    } else if (change.kind === "environment") {
      if (change.after === undefined) delete own.environment[change.name];
      else own.environment[change.name] = change.after.replaceAll("$", "$$$$");
    }
  }
  return after;
}

const fixtures = ["edgex-jakarta", "edgex-odessa"].map((name) => `../shared/fixtures/${name}/docker-compose.yml`);

test.skipIf(!fixtures.every((file) => existsSync(file))).each(fixtures)("%s is edited by the line", (file) => {
  const text = readFileSync(file, "utf8");
  const names = Object.keys(parse(text).services);
  const all = names.flatMap((name) => [
    aVariable(name, "EDGEX_SECURITY_SECRET_STORE", { before: "true", after: "false" }),
    aVariable(name, "NEW", { after: "1" }),
    aGrant(name, "a_token"),
  ]) as ComposeChange[];
  const after = edited(text, all);
  const count = (kind: "added" | "removed") =>
    diffLines(text, after).reduce((sum, part) => sum + (part[kind] ? part.count : 0), 0);
  const [before, now] = [parse(text), parse(after)];
  for (const name of names) {
    const { environment, secrets: granted, ...rest } = now.services[name];
    const { environment: old, ...others } = before.services[name];
    assert.deepEqual([rest, granted], [others, ["a_token"]]);
    assert.deepEqual(environment, { ...old, EDGEX_SECURITY_SECRET_STORE: "false", NEW: "1" });
  }
  // One line replaced for each service that had the variable, and nothing else gone.
  assert.equal(
    count("removed"),
    names.filter((name) => before.services[name].environment?.EDGEX_SECURITY_SECRET_STORE).length,
  );
});
