/** What becomes of a service's `ports`, both syntaxes. What a change leaves as it was keeps its text, variables included. */
import { isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from "yaml";
import type { Change } from "../../../model/change.ts";
import type { Port, Service } from "../../../model/stack.ts";
import { resolved } from "../yaml/copy.ts";
import type { Edit } from "../yaml/entries.ts";
import { type Entry, entry } from "../yaml/entry.ts";
import { endOf, keyOf, pairs, startOf, type YamlText } from "../yaml/text.ts";

type PortChange = Extract<Change, { kind: "publish" | "unpublish" }>;

/** The port that stands there now. */
export const standingPort = (change: PortChange): Port | undefined =>
  change.kind === "unpublish" ? change.port : change.before;

/** One port through all changes, in their order: a later measure may move what an earlier one published. */
interface Track {
  /** Position in the list; absent for a port that is new. */
  readonly item?: number;
  readonly before?: Port;
  readonly now: Port | undefined;
}

/** @param map the service's map in this file @param service as it was read @returns the edit, and changes of ports that are not here */
export function portsEdit(
  yaml: YamlText,
  map: YAMLMap,
  service: Service | undefined,
  changes: readonly PortChange[],
): { readonly edit: Edit; readonly left: readonly Change[] } {
  const list = resolved(yaml, map, "ports");
  const items = isSeq(list) ? (list.items as Node[]) : [];
  const left: Change[] = [];
  let tracks: readonly Track[] = [];
  for (const change of changes) {
    const port = standingPort(change);
    const now = change.kind === "publish" ? change.port : undefined;
    if (port === undefined) {
      tracks = [...tracks, { now }];
      continue;
    }
    if (!tracks.some((track) => isSame(track.now, port))) tracks = [...tracks, ...tracksAt(yaml, items, service, port)];
    if (!tracks.some((track) => isSame(track.now, port))) left.push(change);
    tracks = tracks.map((track) => (isSame(track.now, port) ? { ...track, now } : track));
  }
  const style = styleOf(items);
  const touched = new Set(tracks.flatMap(({ item }) => item ?? []));
  const replace = new Map(
    [...touched].map(
      (item) =>
        [
          item,
          becomes(
            items[item],
            tracks.filter((one) => one.item === item),
            style,
          ),
        ] as const,
    ),
  );
  const append = tracks.flatMap(({ item, now }) => (item === undefined && now ? [shortSyntax(now, style)] : []));
  return { edit: { replace, append }, left };
}

/** The ports that stand in one item with this one: several, if it is a range (`3000-3005`). */
function tracksAt(yaml: YamlText, items: readonly Node[], service: Service | undefined, port: Port): readonly Track[] {
  const item = itemOf(yaml, items, port);
  if (item === undefined) return [];
  const { file, line, column } = port.at;
  const together =
    service?.ports.filter(({ at }) => at.file === file && at.line === line && at.column === column) ?? [];
  return (together.length > 1 ? together : [port]).map((one) => ({ item, before: one, now: one }));
}

/** By place, else by its numbers. */
function itemOf({ text, lineStarts }: YamlText, items: readonly Node[], port: Port): number | undefined {
  const offset = (lineStarts[port.at.line - 1] ?? Number.NaN) + port.at.column - 1;
  const at = items.findIndex((item) => startOf(item) <= offset && offset <= endOf(item));
  if (at !== -1) return at;
  const tail = port.published === undefined ? `${port.target}` : `${port.published}:${port.target}`;
  const same = items.findIndex((item) =>
    new RegExp(`(?:^|\\D)${tail}(?:/\\w+)?["']?$`).test(text.slice(startOf(item), endOf(item))),
  );
  return same === -1 ? undefined : same;
}

function becomes(item: Node | undefined, tracks: readonly Track[], style: Scalar.Type): readonly Entry[] | Edit {
  const [track] = tracks;
  if (tracks.length > 1 || !track) return tracks.flatMap(({ now }) => (now ? [shortSyntax(now, style)] : []));
  const { before, now } = track;
  if (!now) return [];
  if (isMap(item) && now.published !== undefined) return longSyntax(item, now);
  const written = isScalar(item) ? String(item.value) : "";
  return [entry(quoted(rewritten(written, before, now), isScalar(item) ? (item.type as Scalar.Type) : style))];
}

export const isSame = (a: Port | undefined, b: Port): boolean =>
  a?.target === b.target && a.published === b.published && a.hostIp === b.hostIp && a.protocol === b.protocol;

export const shortPort = (port: Port): Entry => shortSyntax(port, "QUOTE_DOUBLE");

const shortSyntax = (port: Port, style: Scalar.Type): Entry => entry(quoted(rewritten("", undefined, port), style));

/** `[[host ip:]published:]target[/protocol]`, with the text of the parts that stay. */
function rewritten(written: string, before: Port | undefined, after: Port): string {
  const [, body = "", protocol = ""] = /^(.*?)(\/(?:tcp|udp))?$/.exec(written) ?? [];
  // A colon inside `${…}` or `[…]` belongs to a variable's default or an IPv6 address.
  const parts = body.match(/(?:\$\{[^}]*\}|\[[^\]]*\]|[^:])+/g) ?? [];
  const target = before?.target === after.target && parts.length > 1 ? parts.at(-1) : `${after.target}`;
  const kept = before?.published === after.published && parts.length > 1 ? parts.at(-2) : undefined;
  const published = kept ?? (after.published === undefined ? "" : `${after.published}`);
  const host = after.hostIp?.includes(":")
    ? `[${after.hostIp}]:`
    : after.hostIp === undefined
      ? ""
      : `${after.hostIp}:`;
  const suffix = before?.protocol === after.protocol ? protocol : after.protocol === "tcp" ? "" : `/${after.protocol}`;
  return `${host}${published === "" && host === "" ? "" : `${published}:`}${target}${suffix}`;
}

/** Always quoted: YAML 1.1 reads `22:22` as a number in base 60. */
const quoted = (text: string, style: Scalar.Type): string => (style === "QUOTE_SINGLE" ? `'${text}'` : `"${text}"`);

function styleOf(items: readonly Node[]): Scalar.Type {
  const first = items.find((item) => isScalar(item));
  return isScalar(first) && first.type === "QUOTE_SINGLE" ? "QUOTE_SINGLE" : "QUOTE_DOUBLE";
}

function longSyntax(item: YAMLMap, port: Port): Edit {
  const wanted: readonly (readonly [key: string, text: string, isDefault: boolean])[] = [
    ["target", `${port.target}`, false],
    ["published", `"${port.published}"`, false],
    ["host_ip", `"${port.hostIp}"`, port.hostIp === undefined],
    ["protocol", port.protocol, port.protocol === "tcp"],
  ];
  const replace = new Map<number, readonly Entry[]>();
  const append: Entry[] = [];
  for (const [key, text, isDefault] of wanted) {
    const index = pairs(item).findIndex((pair) => keyOf(pair) === key);
    const value = pairs(item)[index]?.value;
    const isSaid = isScalar(value) && String(value.value) === text.replaceAll('"', "");
    if (index === -1 && !isDefault) append.push(entry(`${key}: ${text}`));
    if (index !== -1 && !isSaid) replace.set(index, isDefault ? [] : [entry(`${key}: ${text}`)]);
  }
  return { replace, append };
}
