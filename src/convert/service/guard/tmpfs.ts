/**
 * `tmpfs`: the docker CLI drops it without a word, so that a service with `read_only` can write nowhere; mounts of type tmpfs it carries.
 * The engine mounts both kinds with noexec, nosuid and nodev, and with the mode 1777 unless told otherwise.
 */
import { type TmpfsText, tmpfsOf } from "../../../compose/mount/tmpfs.ts";
import { mapAt, type Node, textAt, textOf, valueAt } from "../../../model/node.ts";
import { type Field, fieldsOf, type Loss, lost, mapped, type Subject, serviceRule } from "../../draft.ts";
import { escapeBraces } from "../data/braces.ts";

const usualMode = 0o1777;
/** In force anyway. */
const given = new Set(["defaults", "rw", "noexec", "nosuid", "nodev"]);

export const tmpfs = serviceRule("tmpfs", ["tmpfs"], (subject) => {
  const { draft, service } = subject;
  const field = subject.field("tmpfs");
  if (!field) return;
  draft.edit({ kind: "drop", path: field.path });
  const items = field.node.kind === "list" ? fieldsOf(field) : [field];
  if (items.length === 0) draft.say(field, lost({ why: "It is empty.", remedy: "Nothing to do.", weakens: "nothing" }));
  const modes = items.flatMap((item) => mount(item, subject));
  if (modes.length > 0) draft.beyond(service.name, { tmpfsModes: Object.fromEntries(modes) });
});

/** @returns the mode that only the Engine API carries, by target */
function mount(item: Field, { draft, path }: Subject): readonly (readonly [target: string, mode: number])[] {
  const read = tmpfsOf(textOf(item.node) ?? "");
  if (typeof read === "string") {
    const remedy = "Write it as `/run` or `/run:size=64m,mode=1777`.";
    draft.say(item, lost({ why: `It ${read}.`, remedy, weakens: "behaviour" }));
    return [];
  }
  draft.edit({ kind: "append", path: path("volumes"), node: mountOf(read, item.node) });
  const { mode } = read;
  const into = mapped([path("volumes")], `a mount of type tmpfs at ${read.target}`, "The docker CLI drops `tmpfs`.");
  const uncarried = read.options.filter((option) => !given.has(option) && option !== "ro");
  const special = mode !== undefined && mode !== usualMode;
  const first = uncarried.length > 0 ? optionLoss(uncarried) : undefined;
  if (mode === 0) draft.say(item, lost(noModeLoss));
  else if (special) draft.say(item, lost(modeLoss(mode)), first ? lost(first) : into);
  else draft.say(item, first ? lost(first) : into);
  return special && mode !== 0 ? [[escapeBraces(read.target), mode]] : [];
}

function mountOf(read: TmpfsText, { at }: Node): Node {
  const { sizeBytes } = read;
  return mapAt(
    {
      type: textAt("tmpfs", at),
      target: textAt(escapeBraces(read.target), at),
      read_only: read.options.includes("ro") ? valueAt(true, at) : undefined,
      tmpfs: sizeBytes === undefined ? undefined : mapAt({ size: valueAt(sizeBytes, at) }, at),
    },
    at,
  );
}

function modeLoss(mode: number): Loss {
  const octal = mode.toString(8).padStart(4, "0");
  return {
    why: `The mount is there, and \`docker stack deploy\` drops its mode ${octal}: it gets 1777.`,
    remedy: "Deploy with Edgeward, which hands it to the Engine API.",
    weakens: (mode & usualMode) === usualMode ? "behaviour" : "security",
  };
}

/** @see moby, volume/mounts: a mount's mode is looked at where it is not 0 */
const noModeLoss: Loss = {
  why: "The mount is there, and a swarm has no way to say its mode 0000: it gets 1777.",
  remedy: "Write a mode that is not 0, for example `mode=0700`, and deploy with Edgeward.",
  weakens: "security",
};

function optionLoss(options: readonly string[]): Loss {
  return {
    why: `The mount is there, without ${options.map((option) => `\`${option}\``).join(", ")}: a swarm's mounts have no such options.`,
    remedy: options.some((option) => option.startsWith("size="))
      ? "Write the size in bytes, k, m or g."
      : "Let the service do without, or set the owner and the mode in its entry point.",
    weakens: "behaviour",
  };
}
