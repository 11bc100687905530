/** compose's short volume syntax: `[source:]target[:options]`. */

export interface MountText {
  readonly source?: string;
  readonly target: string;
  readonly readOnly: boolean;
}

/** Options that say how the kernel or SELinux treats the mount, or that are hints for Docker Desktop. */
const known = /^(rw|z|Z|nocopy|cached|delegated|consistent|r?private|r?shared|r?slave)$/;

/** @returns what is wrong, as the end of a sentence that begins with "the volume", when the text is none */
export function parseMount(text: string): MountText | string {
  const parts = text.split(":");
  // A single letter before the first colon is a Windows drive, as docker and compose take it.
  if (parts.length > 1 && /^[A-Za-z]$/.test(parts[0] ?? ""))
    return "starts with a Windows drive or a name of one letter";
  if (parts.length > 3) return "has too many colons";
  if (parts.some((part) => part === "")) return "has nothing before, after or between its colons";
  const [first = "", second, third] = parts;
  if (second === undefined) return { target: first, readOnly: false };
  const options = third === undefined ? [] : third.split(",");
  const unknown = options.find((option) => option !== "ro" && !known.test(option));
  if (unknown !== undefined) return `has the option \`${unknown}\`, which is not known`;
  return { source: first, target: second, readOnly: options.includes("ro") };
}

/** compose's rule for what is a path and what a volume's name. */
export function isPath(source: string): boolean {
  return /^[./~]/.test(source);
}

export const volumeName = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
