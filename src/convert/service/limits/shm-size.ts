/** `shm_size`: the docker CLI drops it, and a mount of memory at /dev/shm with that size is the same. */
import { sizeOf } from "../../../compose/amount/size.ts";
import { tmpfsOf } from "../../../compose/mount/tmpfs.ts";
import { childOf, mapAt, type Node, textAt, textOf, valueAt } from "../../../model/node.ts";
import { mapped, type Subject, serviceRule } from "../../draft.ts";

const target = "/dev/shm";

export const shmSize = serviceRule("shm-size", ["shm_size"], (subject) => {
  const { draft } = subject;
  const field = subject.field("shm_size");
  if (!field) return;
  const bytes = field.node.kind === "scalar" ? sizeOf(field.node) : undefined;
  if (bytes === undefined || bytes <= 0) {
    draft.lose(field, { why: "It is no size.", remedy: "Write for example `256m`.", weakens: "behaviour" });
    return;
  }
  if (isMounted(subject)) {
    draft.lose(field, { why: `Something else is mounted at ${target}.`, remedy: "Nothing to do.", weakens: "nothing" });
    return;
  }
  const { at } = field.node;
  const tmpfs = mapAt({ size: valueAt(bytes, at) }, at);
  const path = subject.path("volumes");
  const mount = mapAt({ type: textAt("tmpfs", at), target: textAt(target, at), tmpfs }, at);
  draft.edit({ kind: "drop", path: field.path }, { kind: "append", path, node: mount });
  draft.say(
    field,
    mapped([path], `a mount of memory at ${target}`, "The docker CLI drops `shm_size`, and carries mounts."),
  );
});

function isMounted({ field }: Subject): boolean {
  const items = (node: Node | undefined): readonly Node[] => (node?.kind === "list" ? node.items : node ? [node] : []);
  const inMemory = items(field("tmpfs")?.node).some((item) => {
    const read = tmpfsOf(textOf(item) ?? "");
    return typeof read !== "string" && read.target === target;
  });
  const mounted = items(field("volumes")?.node).some((item) =>
    item.kind === "map" ? textOf(childOf(item, "target")) === target : (textOf(item) ?? "").split(":").includes(target),
  );
  return inMemory || mounted;
}
