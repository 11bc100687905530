import { goNumber, isGoNumber } from "../../../compose/amount/go-number.ts";
import { isNull, type Node, type Scalar } from "../../../model/node.ts";
import type { Located, Span } from "../../../model/span.ts";
import type { EnvVar } from "../../../model/stack.ts";
import type { Say } from "../../say/say.ts";
import { sayUnknown } from "../../tree/keys.ts";
import { asFlag, asList, asMap, asText } from "../../tree/shape.ts";
import { type Context, hostPath } from "../context.ts";

/** A file of variables that a service names. */
export interface EnvFile {
  /** Absolute. */
  readonly path: string;
  readonly required: boolean;
  /** `format: raw`: values as they stand, without quotes and variables. */
  readonly raw: boolean;
  readonly at: Span;
}

/** `environment:` as a map or a list; a name without a value takes it from where compose runs, or is left out. */
export function readEnvironment(node: Node, path: string, context: Context, say: Say): readonly EnvVar[] {
  const variables = node.kind === "list" ? fromList(node, path, context, say) : fromMap(node, path, context, say);
  return byName(variables);
}

/** Of several with one name the last counts, at the first one's place. */
export function byName(variables: readonly EnvVar[]): readonly EnvVar[] {
  return [...new Map(variables.map((variable) => [variable.name, variable])).values()];
}

function fromList(node: Node, path: string, context: Context, say: Say): readonly EnvVar[] {
  return asList(node, path, say).flatMap((item, i) => {
    const text = asText(item, `${path}[${i}]`, say);
    if (!text) return [];
    const equals = text.value.indexOf("=");
    const name = equals < 0 ? text.value : text.value.slice(0, equals);
    if (!isName(name, `${path}[${i}]`, text.at, say)) return [];
    return equals < 0
      ? inherited(name, text.at, context)
      : [{ name, value: text.value.slice(equals + 1), at: text.at }];
  });
}

function fromMap(node: Node, path: string, context: Context, say: Say): readonly EnvVar[] {
  return (asMap(node, path, say) ?? []).flatMap(({ key, keyAt, value }) => {
    if (!isName(key, path, keyAt, say)) return [];
    if (isNull(value)) return inherited(key, keyAt, context);
    if (value.kind === "scalar") return [{ name: key, value: asCompose(value, `${path}.${key}`, say), at: value.at }];
    const what = `\`${path}.${key}\` must be a single value`;
    say.error("wrong-type", value.at, what, "An environment variable is a text: put it in quotes.");
    return [];
  });
}

/** The rest of a bad name is not shown: a space in place of `=` puts the value there. */
function isName(name: string, path: string, at: Span, say: Say): boolean {
  if (/^[^\s=\0]+$/.test(name)) return true;
  say.error("bad-variable", at, `\`${path}\` has no proper name in front`, "Write `NAME=value` or `NAME: value`.");
  return false;
}

function inherited(name: string, at: Span, context: Context): readonly EnvVar[] {
  const value = context.lookup(name);
  return value === undefined ? [] : [{ name, value, at }];
}

/** What the container would get: compose reads what is not in quotes as a number or a date, and writes it anew. */
function asCompose(scalar: Scalar, path: string, say: Say): string {
  if (typeof scalar.value === "boolean") return String(scalar.value);
  const { source, plain, at } = scalar;
  const remedy = "Put the value in quotes.";
  if (plain && /^\d{4}-\d\d?-\d\d?([Tt ]|$)/.test(source)) {
    say.notice("number-rewritten", at, `\`${path}\`: compose reads this as a date and passes on another text`, remedy);
    return source;
  }
  const arrives = plain && isGoNumber(source) ? goNumber(source) : source;
  if (arrives !== source) {
    say.notice(
      "number-rewritten",
      at,
      `\`${path}\`: compose reads this as a number and passes on another text`,
      remedy,
    );
  }
  return arrives;
}

const longKeys = ["format", "path", "required"];

/** `env_file:` a path, or a list of paths and `path:`, `required:`, `format:` maps. */
export function readEnvFiles(node: Node, path: string, context: Context, say: Say): readonly EnvFile[] {
  const items = node.kind === "scalar" ? (isNull(node) ? [] : [node]) : asList(node, path, say);
  return items.flatMap((item, i) => {
    const where = `${path}[${i}]`;
    const file = item.kind === "map" ? readLong(item, where, say) : short(asText(item, where, say));
    if (!file) return [];
    const resolved = hostPath(file.path.value, context);
    if (resolved !== undefined) return [{ ...file, path: resolved, at: file.path.at }];
    say.error("no-home", file.path.at, `\`${where}\` starts with ~, but HOME is not set`, "Write the whole path.");
    return [];
  });
}

interface Written {
  readonly path: Located<string>;
  readonly required: boolean;
  readonly raw: boolean;
}

const short = (path: Located<string> | undefined): Written | undefined => path && { path, required: true, raw: false };

function readLong(item: Node, where: string, say: Say): Written | undefined {
  const entries = asMap(item, where, say) ?? [];
  sayUnknown(entries, longKeys, where, "none", say);
  const find = (key: string) => entries.find((entry) => entry.key === key)?.value;
  const pathNode = find("path");
  const path = pathNode && asText(pathNode, `${where}.path`, say);
  if (!path) return say.error("wrong-type", item.at, `\`${where}\` names no \`path\``, "Add `path:`.");
  const requiredNode = find("required");
  const required = (requiredNode && asFlag(requiredNode, `${where}.required`, say)) ?? true;
  const formatNode = find("format");
  const format = formatNode && asText(formatNode, `${where}.format`, say);
  if (format && format.value !== "raw") {
    say.error("bad-value", format.at, `\`${format.value}\` is no format of env files`, "Write `raw`, or leave it out.");
  }
  return { path, required, raw: format?.value === "raw" };
}
