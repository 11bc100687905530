/** A mount as a stack file spells it, and what has become of each of its options. */
import type { LongMount } from "../../../../compose/mount/long-mount.ts";
import { textAt, textOf } from "../../../../model/node.ts";
import { type Field, lost, mapped, type Subject } from "../../../draft.ts";
import { escapeBraces, whyEscaped } from "../braces.ts";
import { rebased } from "../host-paths.ts";
import { selinuxLoss } from "./losses.ts";
import { placed } from "./placed.ts";
import { spellLong } from "./spell-long.ts";

export function spell(mount: LongMount, item: Field, subject: Subject): void {
  if (item.node.kind === "map") {
    spellLong(mount, item, subject);
    return;
  }
  const text = textOf(item.node) ?? "";
  const parts = text.split(":");
  const source = mount.source;
  const options = parts[2]?.split(",") ?? [];
  const heeded = options.filter((option) => !/^[zZ]$/.test(option) && !mount.unheeded?.includes(option));
  const place = source === undefined ? undefined : placed(mount, source, subject);
  const stays = heeded.length > 0 ? [heeded.join(",")] : [];
  const target = escapeBraces(parts[place === undefined ? 0 : 1] ?? "");
  const written = [...(place === undefined ? [] : [place]), target, ...stays].join(":");
  if (written === text) {
    subject.draft.keep(item);
    return;
  }
  const { draft } = subject;
  draft.edit({ kind: "items", path: item.path, nodes: [sameLook(textAt(written, item.at), item)] });
  if (mount.bind?.selinux && mount.type === "bind") {
    draft.say(item, lost(selinuxLoss(mount.bind.selinux, source ?? "", subject.view)));
    return;
  }
  draft.say(item, mapped([item.path], "the same mount", why(mount, place, text, subject)));
}

function why(
  { type, bind, source = "", unheeded = [] }: LongMount,
  place: string | undefined,
  text: string,
  { view }: Subject,
): string {
  const reasons = [
    ...(rebased(source, view) === source || place === source ? [] : ["The stack file lies in another directory."]),
    ...(escapeBraces(text) === text ? [] : [whyEscaped]),
    ...(type === "volume" && bind?.selinux ? ["The engine labels volumes of its own itself."] : []),
    ...(unheeded.length > 0 ? [`\`${unheeded.join(",")}\` means nothing on Linux, to Compose and to docker.`] : []),
  ];
  return reasons.join(" ");
}

function sameLook<T extends object>(node: T, { node: before }: Field): T {
  return before.look ? { ...node, look: before.look } : node;
}
