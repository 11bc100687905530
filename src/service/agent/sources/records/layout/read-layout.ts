/** Checks a layout, and collects all that is wrong with it. */
import { inOrder, type Problem } from "../../../../../model/problem.ts";
import { type RecordLayout, sizeLimitBytes, type Variable, variableLimit } from "./layout.ts";
import { type Json, parseJson, spanAt } from "./located-json.ts";

export interface ReadLayout {
  /** Absent when a problem is an error. */
  readonly layout?: RecordLayout;
  /** In the order they stand in the file. */
  readonly problems: readonly Problem[];
}

/** @throws Fault "bad-input" when the text is not JSON at all */
export function readLayout(text: string, file: string): ReadLayout {
  const problems: Problem[] = [];
  const say: Say = (code, json, what, remedy) => {
    const severity = code === "unknown-key" ? "notice" : "error";
    problems.push({ severity, code, at: spanAt(text, file, json.at), what, remedy });
  };
  const layout = layoutOf(parseJson(text, file), say);
  const sorted = inOrder(problems, [file]);
  return problems.some(({ severity }) => severity === "error") ? { problems: sorted } : { layout, problems: sorted };
}

type Say = (code: string, at: Json, what: string, remedy: string) => void;

function layoutOf(root: Json, say: Say): RecordLayout {
  const top = members(root, root, "the layout", ["entities", "size"], say);
  const entities = members(top.get("entities"), root, '"entities"', ["objects"], say);
  const variables = new Map<string, Variable>();
  for (const object of items(entities.get("objects"), root, "objects", say)) {
    const own = members(object, object, "an object", ["name", "variables"], say);
    const name = nameIn(own, object, say);
    for (const item of items(own.get("variables"), object, "variables", say)) {
      const variable = variableOf(item, name, say);
      if (variables.has(variable.name)) {
        say("duplicate-name", item, `${variable.name} stands twice`, "Give each variable of an object its own name.");
      }
      variables.set(variable.name, variable);
    }
  }
  if (variables.size === 0) say("no-variables", root, "no variable is described", "Describe at least one.");
  if (variables.size > variableLimit) {
    say("too-many-variables", root, `${variables.size} variables`, `Describe ${variableLimit} at the most.`);
  }
  return { sizeBytes: sizeOf(top.get("size"), [...variables.values()], say), variables: [...variables.values()] };
}

function variableOf(json: Json, object: string, say: Say): Variable {
  const own = members(json, json, "a variable", ["name", "offset", "type", "signed"], say);
  const name = `${object}_${nameIn(own, json, say)}`;
  const [offset, type, signed = false] = ["offset", "type", "signed"].map((key) => plain(own.get(key)));
  const bits = type === 8 || type === 16 || type === 32 ? type : undefined;
  if (bits === undefined) {
    say(
      "bad-type",
      own.get("type") ?? json,
      `"type" of ${name} is ${shown(type)}`,
      "Write the width in bits: 8, 16 or 32.",
    );
  }
  const last = sizeLimitBytes - (bits ?? 8) / 8;
  const fits = typeof offset === "number" && Number.isInteger(offset) && offset >= 0 && offset <= last;
  if (!fits) {
    const remedy = `Write the byte that it starts at, a whole number from 0 to ${last}.`;
    say("bad-offset", own.get("offset") ?? json, `"offset" of ${name} is ${shown(offset)}`, remedy);
  }
  if (typeof signed !== "boolean") {
    say("bad-signed", own.get("signed") ?? json, `"signed" of ${name} is ${shown(signed)}`, "Write true or false.");
  }
  return { name, offset: fits ? offset : 0, bits: bits ?? 8, signed: signed === true };
}

function sizeOf(json: Json | undefined, variables: readonly Variable[], say: Say): number {
  const end = variables.reduce((most, { offset, bits }) => Math.max(most, offset + bits / 8), 1);
  const widest = variables.reduce((most, { bits }) => Math.max(most, bits / 8), 1);
  if (json === undefined) return Math.min(sizeLimitBytes, Math.ceil(end / widest) * widest);
  const size = plain(json);
  if (typeof size === "number" && Number.isInteger(size) && size >= end && size <= sizeLimitBytes) return size;
  const remedy = `Write the record's length in bytes, ${end} to ${sizeLimitBytes}, or leave it out.`;
  say("bad-size", json, `"size" is ${shown(size)}, and the variables end at byte ${end}`, remedy);
  return end;
}

function nameIn(own: ReadonlyMap<string, Json>, within: Json, say: Say): string {
  const name = plain(own.get("name"));
  if (typeof name === "string" && name.trim() !== "" && !/\p{Cc}/u.test(name)) return name;
  say("bad-name", own.get("name") ?? within, `"name" is ${shown(name)}`, "Write a text, without control characters.");
  return "?";
}

function items(json: Json | undefined, within: Json, name: string, say: Say): readonly Json[] {
  if (json?.is === "array") return json.items;
  say("not-a-list", json ?? within, `"${name}" is ${json ? "not a list" : "missing"}`, `Write "${name}": [ … ].`);
  return [];
}

function members(
  json: Json | undefined,
  within: Json,
  what: string,
  known: readonly string[],
  say: Say,
): ReadonlyMap<string, Json> {
  const remedy = `Known here: ${known.map((key) => `"${key}"`).join(", ")}.`;
  if (json?.is !== "object") {
    say("not-an-object", json ?? within, `${what} is ${json ? "not an object" : "missing"}`, `Write { … }. ${remedy}`);
    return new Map();
  }
  for (const [key, value] of json.members) {
    if (!known.includes(key)) say("unknown-key", value, `"${key}" is not understood, and has no effect`, remedy);
  }
  return json.members;
}

const plain = (json: Json | undefined): unknown => (json?.is === "value" ? json.value : json?.is);
const shown = (value: unknown): string => (value === undefined ? "missing" : JSON.stringify(value));
