/** Compose texts as what a rule sees. Only what `Project` promises is looked at; merging, includes and variables are not carried out. */
import { childOf, entriesOf, type Mapping, type Node, nodeAt, plainOf, textOf } from "../../model/node.ts";
import type { NamedFile, Project, ProjectService, Waiver, Zone } from "../../model/project.ts";
import { type Role, roles } from "../../model/role.ts";
import type { Located } from "../../model/span.ts";
import { Notes } from "../../read/say/say.ts";
import { parseYaml } from "../../read/yaml/parse.ts";
import type { Content, View } from "../rule.ts";

/** Where the tests' compose and stack files lie. */
export const directory = "/srv/stack";

export interface Given {
  /** Files by their absolute path. */
  readonly disk?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly outputDirectory?: string;
  readonly leftOut?: readonly Located<string>[];
}

/** A compose text, valid by the Compose Specification's schema, as a View. */
export function aView(text: string, given: Given = {}): View {
  const root = treeOf(text);
  const project = projectOf(root, given);
  return {
    project,
    outputDirectory: given.outputDirectory ?? directory,
    asideDirectory: "stack.files",
    digest: (content) => hashed(contentOf(content, given)),
    waived: (service, name) =>
      project.services.some((one) => one.name === service && one.waivers.some((waiver) => waiver.name === name)),
  };
}

/** A YAML text as a tree; empty texts are an empty map. */
export function treeOf(text: string): Mapping {
  const notes = new Notes();
  const tree = parseYaml({ path: "compose.yml", text }, notes)?.[0];
  const [problem] = notes.problems;
  if (problem) throw new Error(`the test's text is no YAML: ${problem.what} in line ${problem.at.line}`);
  if (tree?.kind === "map") return tree;
  return { kind: "map", entries: [], at: { file: "compose.yml", line: 1, column: 1 } };
}

function projectOf(root: Mapping, given: Given): Project {
  return {
    name: given.name ?? textOf(childOf(root, "name")) ?? "test",
    directory,
    files: ["compose.yml"],
    root,
    services: entriesOf(root, "services").flatMap(({ key, keyAt, value }) =>
      value.kind === "map" ? [serviceOf(key, keyAt, value, given)] : [],
    ),
    leftOut: given.leftOut ?? [],
    zones: zonesOf(nodeAt(root, ["x-edgeward", "zones"])),
  };
}

function serviceOf(name: string, at: ProjectService["at"], map: Mapping, given: Given): ProjectService {
  const say = (key: string) => nodeAt(map, ["x-edgeward", key]);
  const role = roles.find((one) => one === textOf(say("role")));
  const zone = say("zone");
  return {
    name,
    at,
    map,
    role: role ?? guessed(textOf(childOf(map, "image")) ?? ""),
    roleFrom: role ? "x-edgeward.role" : "the test",
    ...(zone && { zone: { value: textOf(zone) ?? "", at: zone.at } }),
    fills: located(say("fills")),
    waivers: waiversOf(say("waivers")),
    envFiles: filesOf(childOf(map, "env_file"), given),
    labelFiles: filesOf(childOf(map, "label_file"), given),
  };
}

function guessed(image: string): Role {
  if (/mosquitto/.test(image)) return "broker";
  if (/device-/.test(image)) return "device";
  return /edgex|core-/.test(image) ? "core" : "other";
}

const itemsOf = (node: Node | undefined): readonly Node[] => (node?.kind === "list" ? node.items : node ? [node] : []);

const located = (node: Node | undefined): readonly Located<string>[] =>
  itemsOf(node).map((item) => ({ value: textOf(item) ?? "", at: item.at }));

function waiversOf(node: Node | undefined): readonly Waiver[] {
  if (node?.kind !== "map") return [];
  return node.entries.map(({ key, keyAt, value }) => ({ name: key, reason: textOf(value) ?? "", at: keyAt }));
}

function zonesOf(node: Node | undefined): readonly Zone[] {
  if (node?.kind !== "map") return [];
  return node.entries.map(({ key, keyAt, value }) => ({ name: key, at: keyAt, constraints: located(value) }));
}

function filesOf(node: Node | undefined, given: Given): readonly NamedFile[] {
  return itemsOf(node).map((item) => {
    const written = textOf(item.kind === "map" ? childOf(item, "path") : item) ?? "";
    const path = written.startsWith("/") ? written : `${directory}/${written.replace(/^\.\//, "")}`;
    const text = given.disk?.[path];
    const lines = (text ?? "").split("\n").filter((line) => /^[^#\s]/.test(line));
    const variables = lines.map((line) => {
      const [name = "", ...value] = line.split("=");
      return { name, value: value.join("="), at: { file: path, line: 1, column: 1 } };
    });
    return { path, at: item.at, variables, ...(text !== undefined && { text }) };
  });
}

function contentOf(content: Content, { disk = {}, environment = {} }: Given): string | undefined {
  if ("file" in content) return disk[content.file];
  return "variable" in content ? environment[content.variable] : content.text;
}

/** FNV-1a, twice: good enough to tell the tests' contents apart. */
function hashed(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const once = (seed: number) =>
    [...text].reduce((hash, char) => Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16_777_619) >>> 0, seed);
  return once(2_166_136_261).toString(16).padStart(8, "0") + once(1).toString(16).padStart(8, "0");
}

/** A tree as plain data, for assertions. */
export const plain = (node: Node | undefined): unknown => node && plainOf(node);
