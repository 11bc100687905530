import type { LongMount } from "../../../../compose/mount/long-mount.ts";
import type { Fate } from "../../../../model/conversion.ts";
import { type Field, mapped, type Subject } from "../../../draft.ts";
import { ownerOf } from "../grants/owner.ts";
import { carriedOf, type Keys } from "./carried.ts";

/**
 * Hands a file over as a config or a secret, where that can be.
 * @returns what became of the mount; undefined where it stays one
 */
export function carry(mount: LongMount, { at }: Field, keys: Keys, subject: Subject): Fate | undefined {
  const carried = carriedOf(mount, at, keys, subject.view, ownerOf(subject.service.map));
  if (!carried) return undefined;
  const { section, key, grant, object, isNew } = carried;
  const { draft, path } = subject;
  draft.edit({ kind: "append", path: path(section), node: grant });
  if (isNew) draft.edit({ kind: "put", path: [section, key], node: object });
  const kind = section === "secrets" ? "secret" : "config";
  const why = `${mount.source} lies beside the compose file; as a ${kind} it goes with the task to whichever node runs it. After a change, deploy again: the name follows the content.`;
  return mapped([[section, key], path(section)], `the ${kind} \`${key}\`, at ${mount.target}`, why);
}
