import { type LongMount, mountOf } from "../../../../compose/mount/long-mount.ts";
import { entriesOf, type Mapping, mapAt, type Node, textAt, valueAt } from "../../../../model/node.ts";
import { escapeBraces } from "../braces.ts";

/** `v:/data` where the stack has a volume `v`: Compose and docker read a Windows path there, and nobody means one. */
export function oneLetter(node: Node, named: ReadonlySet<string>): { mount: LongMount; node: Mapping } | undefined {
  if (node.kind !== "scalar" || typeof node.value !== "string") return undefined;
  const [, source = "", target = "", options = ""] = /^([A-Za-z]):(\/[^:]*)(?::(.*))?$/.exec(node.value) ?? [];
  if (!named.has(source)) return undefined;
  const read = mountOf(textAt(`${source}${source}:${target}:${options || "rw"}`, node.at));
  if (typeof read === "string") return undefined;
  const { at } = node;
  const long = {
    type: textAt("volume", at),
    source: textAt(source, at),
    target: textAt(escapeBraces(target), at),
    read_only: read.readOnly ? valueAt(true, at) : undefined,
    volume: read.volume?.nocopy ? mapAt({ nocopy: valueAt(true, at) }, at) : undefined,
  };
  return { mount: { ...read, source }, node: mapAt(long, at) };
}

/** As `mountOf`, with volumes of one letter. */
export const mountIn = (node: Node, named: ReadonlySet<string>): LongMount | string =>
  oneLetter(node, named)?.mount ?? mountOf(node);

const known = new WeakMap<Mapping, ReadonlySet<string>>();

/** Keys of the top-level volumes, gathered once for each project. */
export function volumeNames(root: Mapping): ReadonlySet<string> {
  const names = known.get(root) ?? new Set(entriesOf(root, "volumes").map(({ key }) => key));
  known.set(root, names);
  return names;
}
