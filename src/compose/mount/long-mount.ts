/** One entry of `volumes`, in either syntax, as the long syntax has it. Paths on the host stay as they were written. */
import { childOf, isNull, type Mapping, type Node, textOf } from "../../model/node.ts";
import { modeOf } from "../amount/mode.ts";
import { sizeOf } from "../amount/size.ts";
import { type Pair, pairsOf } from "../env-list.ts";
import { normalise } from "../path.ts";
import { isPath } from "./mount.ts";

export interface LongMount {
  readonly type: "bind" | "volume" | "tmpfs" | "cluster" | "npipe" | "image";
  readonly source?: string;
  /** Absolute. */
  readonly target: string;
  readonly readOnly: boolean;
  readonly bind?: {
    readonly propagation?: string;
    /** Made by the engine where it is absent. Without `bind:`, the long syntax makes nothing. */
    readonly createHostPath: boolean;
    readonly selinux?: "z" | "Z";
    readonly recursive?: string;
  };
  readonly volume?: { readonly nocopy: boolean; readonly subpath?: string; readonly labels: readonly Pair[] };
  readonly tmpfs?: { readonly sizeBytes?: number; readonly mode?: number };
  readonly image?: { readonly subpath?: string };
  readonly consistency?: string;
  /** Options of the short syntax that Compose passes over without a word. */
  readonly unheeded?: readonly string[];
}

const types = ["bind", "volume", "tmpfs", "cluster", "npipe", "image"] as const;
const propagation = /^r?(private|shared|slave)$/;

/** @returns what is wrong, as the end of a sentence that begins with "the volume", when it is none */
export function mountOf(node: Node): LongMount | string {
  if (node.kind === "map") return fromLong(node);
  return node.kind === "scalar" && typeof node.value === "string" ? fromShort(node.value) : "is no volume";
}

/** @see Compose's own reader: a single letter before a colon is a Windows drive for it, on every system */
function fromShort(text: string): LongMount | string {
  const parts = text.split(":");
  if (parts.length > 1 && /^[A-Za-z]$/.test(parts[0] ?? "")) {
    return `starts with \`${parts[0]}:\`, which Compose takes for a Windows drive`;
  }
  if (/^\\\\/.test(text)) return "is a Windows path";
  if (parts.length > 3) return "has too many colons";
  if (parts.some((part) => part === "")) return "has nothing before, after or between its colons";
  const [first = "", second, third] = parts;
  const target = second ?? first;
  if (!target.startsWith("/")) return notAbsolute(target);
  const options = third?.split(",") ?? [];
  const selinux = options.findLast((option) => option === "z" || option === "Z") as "z" | "Z" | undefined;
  const spread = options.findLast((option) => propagation.test(option));
  const isBind = second !== undefined && isPath(first);
  const known = (option: string) =>
    /^(ro|rw|z|Z)$/.test(option) || propagation.test(option) || (option === "nocopy" && !isBind);
  const unheeded = options.filter((option) => !known(option));
  const common = {
    target: normalise(target),
    readOnly: options.findLast((option) => option === "ro" || option === "rw") === "ro",
    ...(unheeded.length > 0 && { unheeded }),
  };
  if (second === undefined) return { type: "volume", ...common };
  const how = { ...(spread !== undefined && { propagation: spread }), ...(selinux !== undefined && { selinux }) };
  if (isBind) return { type: "bind", source: first, ...common, bind: { createHostPath: true, ...how } };
  const bind = Object.keys(how).length > 0 ? { bind: { createHostPath: false, ...how } } : {};
  const nocopy = options.includes("nocopy") ? { volume: { nocopy: true, labels: [] } } : {};
  return { type: "volume", source: first, ...common, ...bind, ...nocopy };
}

function fromLong(map: Mapping): LongMount | string {
  const text = (key: string) => textOf(childOf(map, key)) || undefined;
  const type = types.find((known) => known === text("type"));
  const [source, target, consistency] = [text("source"), text("target"), text("consistency")];
  if (type === undefined) return text("type") === undefined ? "names no `type`" : `has the type \`${text("type")}\``;
  if (target === undefined) return "names no `target`";
  if (!target.startsWith("/")) return notAbsolute(target);
  if (type === "bind" && source === undefined) return "is a bind mount without `source`";
  if (type === "tmpfs" && source !== undefined) return "is a tmpfs, which has no `source`";
  const options = optionsOf(map);
  if (typeof options === "string") return options;
  return {
    type,
    target: normalise(target),
    readOnly: isTrue(childOf(map, "read_only")),
    ...(source !== undefined && { source }),
    ...(consistency !== undefined && { consistency }),
    ...options,
  };
}

function optionsOf(map: Mapping): Pick<LongMount, "bind" | "volume" | "tmpfs" | "image"> | string {
  const [bind, volume, tmpfs, image] = ["bind", "volume", "tmpfs", "image"].map((key) => childMap(map, key));
  const ram = tmpfs && tmpfsOptions(tmpfs);
  if (typeof ram === "string") return ram;
  const subpath = optional(image, "subpath");
  return {
    ...(bind && { bind: bindOptions(bind) }),
    ...(volume && {
      volume: {
        nocopy: isTrue(childOf(volume, "nocopy")),
        labels: pairsOf(childOf(volume, "labels")),
        ...optional(volume, "subpath"),
      },
    }),
    ...(ram && { tmpfs: ram }),
    ...(image && { image: subpath }),
  };
}

function bindOptions(bind: Mapping): NonNullable<LongMount["bind"]> {
  const create = childOf(bind, "create_host_path");
  const label = textOf(childOf(bind, "selinux"));
  return {
    createHostPath: create === undefined || isNull(create) || isTrue(create),
    ...optional(bind, "propagation"),
    ...optional(bind, "recursive"),
    ...(label === "z" || label === "Z" ? { selinux: label } : {}),
  };
}

function tmpfsOptions(tmpfs: Mapping): NonNullable<LongMount["tmpfs"]> | string {
  const [size, mode] = [childOf(tmpfs, "size"), childOf(tmpfs, "mode")];
  const sizeBytes = size?.kind === "scalar" && size.value !== null ? sizeOf(size) : undefined;
  const bits = mode?.kind === "scalar" && mode.value !== null ? modeOf(mode) : undefined;
  if (size && !isNull(size) && (sizeBytes === undefined || sizeBytes < 0)) return "has a `tmpfs.size` that is none";
  if (mode && !isNull(mode) && bits === undefined) return "has a `tmpfs.mode` that is none";
  return { ...(sizeBytes !== undefined && { sizeBytes }), ...(bits !== undefined && { mode: bits }) };
}

const notAbsolute = (target: string) => `has \`${target}\` as the path in the container, which must start with /`;

function childMap(map: Mapping, key: string): Mapping | undefined {
  const child = childOf(map, key);
  return child?.kind === "map" ? child : undefined;
}

function optional<K extends string>(map: Mapping | undefined, key: K): { readonly [P in K]?: string } {
  const text = map && textOf(childOf(map, key));
  return (text ? { [key]: text } : {}) as { readonly [P in K]?: string };
}

/** Compose takes YAML 1.1's words too where it wants a truth value. */
function isTrue(node: Node | undefined): boolean {
  return node?.kind === "scalar" && /^(true|yes|on|y)$/i.test(node.source);
}
