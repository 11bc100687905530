import type { LongMount } from "../../../../compose/mount/long-mount.ts";
import { childOf, textAt, textOf, valueAt } from "../../../../model/node.ts";
import { type Field, fieldsOf, kept, type Loss, type Subject } from "../../../draft.ts";
import type { View } from "../../../rule.ts";
import { escapeBraces, whyEscaped } from "../braces.ts";
import { isOnEachNode } from "./danger.ts";
import {
  consistencyLoss,
  createLoss,
  extensionLoss,
  labelsLoss,
  recursiveLoss,
  selinuxLoss,
  tmpfsModeLoss,
} from "./losses.ts";
import { placed } from "./placed.ts";

/** The long syntax: what a stack file has no word for goes, field by field. */
export function spellLong(mount: LongMount, item: Field, subject: Subject): void {
  const { draft } = subject;
  draft.keep(item);
  for (const field of fieldsOf(item)) {
    const key = String(field.path.at(-1));
    if (key === "consistency") draft.lose(field, consistencyLoss);
    else if (key === "image" || key.startsWith("x-")) draft.lose(field, extensionLoss);
    else if (key === "read_only") asTruth(field, mount.readOnly, subject);
    else if (key === "source") source(field, mount, subject);
    else if (key === "target") target(field, subject);
    else if (["bind", "volume", "tmpfs"].includes(key))
      options(key, field, { ...mount, target: targetIn(item) }, subject);
  }
}

function source(field: Field, mount: LongMount, subject: Subject): void {
  const written = textOf(field.node) ?? "";
  const place = placed(mount, written, subject);
  if (place === written) return;
  const why = place.includes('{{"') ? whyEscaped : "The stack file lies in another directory.";
  subject.draft.respell(field, textAt(place, field.node.at), "the same source", why);
}

/** As the stack file has it. */
const targetIn = ({ node }: Field): string =>
  escapeBraces((node.kind === "map" && textOf(childOf(node, "target"))) || "");

function target(field: Field, { draft }: Subject): void {
  const written = textOf(field.node) ?? "";
  const place = escapeBraces(written);
  if (place !== written) draft.respell(field, textAt(place, field.node.at), "the same target", whyEscaped);
}

/** docker wants true or false itself. */
function asTruth({ path, at, node }: Field, value: boolean, { draft }: Subject): void {
  if (node.kind === "scalar" && typeof node.value === "boolean") return;
  draft.respell({ path, at, node }, valueAt(value, node.at), String(value), "docker takes no text for true or false.");
}

function options(kind: string, field: Field, mount: LongMount, subject: Subject): void {
  const fields = fieldsOf(field);
  const gone = fields.filter((option) => ofOption(kind, option, mount, subject));
  if (fields.length === 0 || gone.length < fields.length) return;
  subject.draft.edit({ kind: "drop", path: field.path });
}

/** @returns whether nothing of it is left in the stack file */
function ofOption(kind: string, field: Field, mount: LongMount, subject: Subject): boolean {
  const { draft, service } = subject;
  const key = String(field.path.at(-1));
  const loss = lossOf(kind, key, mount, textOf(field.node) ?? "", subject.view);
  if (loss) {
    const mode = mount.tmpfs?.mode;
    const isMode = kind === "tmpfs" && key === "mode" && mode !== undefined && mode !== 0;
    if (isMode) draft.beyond(service.name, { tmpfsModes: { [mount.target]: mode } });
    draft.lose(field, loss, isMode ? kept : undefined);
    return true;
  }
  if (key === "nocopy") asTruth(field, mount.volume?.nocopy === true, subject);
  const size = mount.tmpfs?.sizeBytes;
  const isText = field.node.kind === "scalar" && typeof field.node.value === "string";
  if (kind === "tmpfs" && key === "size" && size !== undefined && isText) {
    draft.respell(field, valueAt(size, field.node.at), `${size} bytes`, "docker takes a number of bytes alone.");
  }
  return false;
}

function lossOf(
  kind: string,
  key: string,
  { source: path = "", bind, tmpfs }: LongMount,
  value: string,
  view: View,
): Loss | undefined {
  if (key.startsWith("x-")) return extensionLoss;
  switch (`${kind}.${key}`) {
    case "bind.create_host_path":
      return createLoss(bind?.createHostPath === true && !isOnEachNode(path));
    case "bind.recursive":
      return recursiveLoss(value);
    case "bind.selinux":
      return selinuxLoss(value === "Z" ? "Z" : "z", path, view);
    case "volume.labels":
      return labelsLoss;
    case "tmpfs.mode":
      return tmpfsModeLoss(tmpfs?.mode);
    default:
      return undefined;
  }
}
