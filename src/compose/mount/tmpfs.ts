/** The short syntax of `tmpfs`: `/run:size=64m,mode=1777,noexec`. */
import { normalise } from "../path.ts";

export interface TmpfsText {
  readonly target: string;
  readonly sizeBytes?: number;
  /** In the bits of chmod. */
  readonly mode?: number;
  /** All else, in order: `noexec`, `uid=1000`, and `size=50%`, which is no number of bytes. */
  readonly options: readonly string[];
}

/** @see moby, sys/mount: what MergeTmpfsOptions lets through */
const flags = new Set(
  (
    "defaults ro rw suid nosuid dev nodev exec noexec sync async dirsync remount mand nomand atime noatime diratime nodiratime " +
    "bind rbind unbindable runbindable private rprivate shared rshared slave rslave relatime norelatime strictatime nostrictatime"
  ).split(" "),
);
const properties = new Set(["size", "mode", "uid", "gid", "nr_inodes", "nr_blocks", "mpol"]);
const units: Readonly<Record<string, number>> = { "": 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40, p: 2 ** 50 };

/** @returns what is wrong, as the end of a sentence that begins with "the mount", when the text is none */
export function tmpfsOf(text: string): TmpfsText | string {
  const colon = text.indexOf(":");
  const target = colon < 0 ? text : text.slice(0, colon);
  if (!target.startsWith("/")) return `has \`${target}\` as the path in the container, which must start with /`;
  const written = colon < 0 ? [] : text.slice(colon + 1).split(",");
  let read: TmpfsText = { target: normalise(target), options: [] };
  for (const option of written.filter((one) => one !== "")) {
    const next = withOption(read, option);
    if (typeof next === "string") return next;
    read = next;
  }
  return read;
}

function withOption(read: TmpfsText, option: string): TmpfsText | string {
  const [name = "", value] = option.split(/=(.*)/s);
  const kept = { ...read, options: [...read.options, option] };
  if (value === undefined) return flags.has(name) ? kept : `has the option \`${name}\`, which is not known`;
  if (!properties.has(name)) return `has the option \`${name}\`, which is not known`;
  if (name === "mode") {
    const isMode = /^[0-7]{1,4}$|^0[0-7]{4}$/.test(value);
    return isMode ? { ...read, mode: Number.parseInt(value, 8) } : "has a mode that is not octal, as `mode=1777` is";
  }
  if (name !== "size" || /^\d{1,3}%$/.test(value)) return kept;
  const sizeBytes = kernelSize(value);
  return sizeBytes === undefined ? "has a size that is none, as `size=64m` is" : { ...read, sizeBytes };
}

/** The kernel's own reading: whole numbers only, one letter as the unit. */
function kernelSize(text: string): number | undefined {
  const match = /^(\d{1,15})([kmgtp]?)$/i.exec(text);
  const bytes = Number(match?.[1]) * (units[match?.[2]?.toLowerCase() ?? ""] ?? 1);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
