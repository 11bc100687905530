import { childOf, type Mapping, type Node, textAt, textOf } from "../../../../model/node.ts";
import type { Span } from "../../../../model/span.ts";
import { modeAt } from "./as-written.ts";

export interface Owner {
  readonly uid: string;
  readonly gid?: string;
}

/** Undefined: the image decides, or a name does that only the image knows. */
export function ownerOf(map: Mapping): Owner | undefined {
  const [, uid, gid] = /^(\d+|root)(?::(\d+))?$/.exec(textOf(childOf(map, "user")) ?? "") ?? [];
  if (uid === undefined) return undefined;
  return { uid: uid === "root" ? "0" : uid, ...(gid !== undefined && { gid }) };
}

/** What makes a file in the container the user's, and nobody else's. */
export function rightsOf({ uid, gid }: Owner, at: Span): Readonly<Record<string, Node>> {
  return { uid: textAt(uid, at), ...(gid !== undefined && { gid: textAt(gid, at) }), mode: modeAt(0o400, at) };
}
