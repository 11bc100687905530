import { parseMount } from "../../../compose/mount/mount.ts";
import { tmpfsOf } from "../../../compose/mount/tmpfs.ts";
import { normalise } from "../../../compose/path.ts";
import { childOf, type Mapping, type Node, textOf } from "../../../model/node.ts";
import type { Located, Span } from "../../../model/span.ts";
import { showSpan } from "../../../model/span.ts";
import type { Say } from "../../say/say.ts";

/** One place in a container takes one mount: Compose refuses a second, and so does the engine. */
export function checkMounts(service: string, map: Mapping, say: Say): void {
  const first = new Map<string, Span>();
  const tmpfs = childOf(map, "tmpfs");
  const all = [
    ...(tmpfs?.kind === "list" ? tmpfs.items : tmpfs ? [tmpfs] : []).flatMap(tmpfsPlace),
    ...itemsOf(childOf(map, "volumes")).flatMap(mountPlace),
  ];
  for (const { value, at } of all) {
    const before = first.get(value);
    if (before === undefined) first.set(value, at);
    else {
      const what = `service \`${service}\` mounts something at \`${value}\` twice; the first is at ${showSpan(before)}`;
      say.error("mounted-twice", at, what, "Keep one of the two, or give one another path in the container.");
    }
  }
}

const itemsOf = (node: Node | undefined): readonly Node[] => (node?.kind === "list" ? node.items : []);

function tmpfsPlace(item: Node): readonly Located<string>[] {
  const read = tmpfsOf(textOf(item) ?? "");
  return typeof read === "string" ? [] : [{ value: read.target, at: item.at }];
}

function mountPlace(item: Node): readonly Located<string>[] {
  const text = textOf(item);
  const short = text === undefined ? undefined : parseMount(text);
  const target =
    item.kind === "map" ? textOf(childOf(item, "target")) : typeof short === "object" ? short.target : undefined;
  return target === undefined ? [] : [{ value: normalise(target), at: item.at }];
}
