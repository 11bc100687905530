/**
 * Users to add, one a line: as JSON objects, or as CSV with the columns name, publish, subscribe, broker, in which blanks stand between
 * several filters. A first line of CSV that names the columns is passed over, as are empty lines and those that begin with `#`.
 * @see RFC 4180, section 2: a field in quotes may hold commas, and quotes as two
 */
import type { Problem } from "../../model/problem.ts";
import type { Span } from "../../model/span.ts";
import type { UserWish } from "../../model/user-wish.ts";

export interface UserRecords {
  readonly wishes: readonly UserWish[];
  readonly problems: readonly Problem[];
}

const remedy =
  'Write {"name": "pump-1", "publish": ["pumps/1/#"]}, or name,publish,subscribe as in: pump-1,pumps/1/# pumps/all,commands/1';

export function readUserRecords(file: string, text: string): UserRecords {
  const wishes: UserWish[] = [];
  const problems: Problem[] = [];
  for (const [i, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#") || /^name\s*,/i.test(line)) continue;
    const at: Span = { file, line: i + 1, column: 1 };
    const record = line.startsWith("{") ? ofJson(line, at) : ofCsv(line, at);
    if (typeof record === "string")
      problems.push({ severity: "error", code: "bad-user-record", at, what: record, remedy });
    else wishes.push(record);
  }
  return { wishes, problems };
}

function ofJson(line: string, at: Span): UserWish | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "this is no JSON";
  }
  const { name, publish = [], subscribe = [], broker, ...more } = value as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(more);
  if (unknown !== undefined) return `${JSON.stringify(unknown)} is no field of a user`;
  if (typeof name !== "string") return "there is no name";
  const [publishes, subscribes] = [filtersOf(publish), filtersOf(subscribe)];
  if (!publishes || !subscribes) return "publish and subscribe are topic filters, one or a list of them";
  if (broker !== undefined && typeof broker !== "string") return "the broker is no name of a service";
  return { name, publish: publishes, subscribe: subscribes, ...(broker !== undefined && { server: broker }), at };
}

function filtersOf(value: unknown): readonly string[] | undefined {
  if (typeof value === "string") return [value];
  return Array.isArray(value) && value.every((one) => typeof one === "string") ? value : undefined;
}

function ofCsv(line: string, at: Span): UserWish | string {
  const fields = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))(?=,|$)/g)];
  if (fields.map(([whole]) => whole).join("") !== line) return "the quotes in this line do not match";
  const [name = "", publish = "", subscribe = "", broker = "", ...more] = fields.map(([, quoted, bare = ""]) =>
    (quoted?.replaceAll('""', '"') ?? bare).trim(),
  );
  if (more.some((field) => field !== "")) return "there are more than four columns";
  const filters = (field: string) => field.split(/\s+/).filter((one) => one !== "");
  return {
    name,
    publish: filters(publish),
    subscribe: filters(subscribe),
    ...(broker !== "" && { server: broker }),
    at,
  };
}
