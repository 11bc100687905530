/**
 * Relative host paths of a file, rewritten so that they start at the project's directory: whoever comes later knows one directory only.
 * Left alone: absolute paths, `~`, URLs and Git contexts, names of volumes, and `credential_spec`, which names a file of the engine's own.
 * @see Compose Specification, "include", "project_directory", and the values' own sections
 */
import { relative, resolve } from "../../../compose/path.ts";
import { childOf, entryOf, type Mapping, type Node, type Scalar, textOf } from "../../../model/node.ts";
import { rewrite, waysOf } from "../../tree/ways.ts";

type Kind = "path" | "context" | "assigned" | "mount" | "volume" | "dotted";

const pathWays = waysOf<Kind>({
  "configs.*.file": "path",
  "secrets.*.file": "path",
  "services.*.build": "context",
  "services.*.build.additional_contexts.*": "context",
  "services.*.build.additional_contexts.[]": "assigned",
  "services.*.build.context": "context",
  "services.*.build.ssh.*": "path",
  "services.*.build.ssh.[]": "assigned",
  "services.*.develop.watch.[].path": "path",
  "services.*.env_file": "path",
  "services.*.env_file.[]": "path",
  "services.*.env_file.[].path": "path",
  "services.*.extends.file": "path",
  "services.*.label_file": "path",
  "services.*.label_file.[]": "path",
  "services.*.volumes.[]": "mount",
  "services.*.x-edgeward.collect.lines.command.[]": "dotted",
  "services.*.x-edgeward.collect.records.from": "path",
  "services.*.x-edgeward.collect.records.layout": "path",
  "volumes.*": "volume",
});

/** @param from absolute directory that the tree's paths start at @param to the one that they are to start at */
export function relocate(root: Mapping, from: string, to: string): Mapping {
  if (from === to) return root;
  const move = (path: string) => moved(path, from, to);
  return rewrite(root, pathWays, (kind, node) => {
    if (node.kind === "scalar") return typeof node.value === "string" ? inText(kind, node, node.value, move) : node;
    if (node.kind === "list") return node;
    if (kind === "mount") return textOf(childOf(node, "type")) === "bind" ? inField(node, "source", move) : node;
    return kind === "volume" ? inVolume(node, move) : node;
  });
}

type Move = (path: string) => string;

/** A path as it is written when it starts at another directory. */
export function moved(path: string, from: string, to: string): string {
  if (path === "" || path === "-" || isRooted(path) || isRemote(path)) return path;
  const there = relative(to, resolve(from, path));
  return there.startsWith("..") ? there : `./${there}`.replace(/\/\.$/, "");
}

/** `/x`, `~`, and `C:\x`, which a Windows client means for its own host. */
const isRooted = (path: string) => /^([/~\\]|[A-Za-z]:[/\\])/.test(path);

/** @see BuildKit, "Remote build contexts": URLs, `github.com/…`, `git@…`; and compose's `service:` */
export const isRemote = (path: string): boolean => path.includes("://") || /^(service:|github\.com\/|git@)/.test(path);

function inText(kind: Kind, node: Scalar, text: string, move: Move): Scalar {
  switch (kind) {
    case "path":
    case "context":
      return withText(node, move(text));
    case "dotted":
      return /^\.\.?\//.test(text) ? withText(node, move(text)) : node;
    case "mount":
      return text.startsWith(".") && text.includes(":") ? withText(node, text.replace(/^[^:]*/, move)) : node;
    case "assigned":
      return withText(
        node,
        text.replace(/(?<==).*$/s, (path) => move(path)),
      );
    case "volume":
      return node;
  }
}

const withText = (node: Scalar, text: string): Scalar =>
  text === node.value ? node : { ...node, value: text, source: text };

function inField(map: Mapping, key: string, move: Move): Mapping {
  const entry = entryOf(map, key);
  if (entry?.value.kind !== "scalar" || typeof entry.value.value !== "string") return map;
  return withValue(map, key, withText(entry.value, move(entry.value.value)));
}

/** A volume of the local driver that is a bind mount in truth: `driver_opts: { type: none, o: bind, device: ./data }`. */
function inVolume(volume: Mapping, move: Move): Mapping {
  const options = childOf(volume, "driver_opts");
  const driver = textOf(childOf(volume, "driver")) ?? "local";
  if (options?.kind !== "map" || driver !== "local") return volume;
  const isBind = (textOf(childOf(options, "o")) ?? "").split(",").some((option) => /^r?bind$/.test(option));
  return isBind ? withValue(volume, "driver_opts", inField(options, "device", move)) : volume;
}

function withValue(map: Mapping, key: string, value: Node): Mapping {
  if (childOf(map, key) === value) return map;
  const { merges: _, ...rest } = map;
  return { ...rest, entries: map.entries.map((entry) => (entry.key === key ? { ...entry, value } : entry)) };
}
