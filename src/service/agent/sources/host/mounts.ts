/** /proc/self/mounts. @see proc_pid_mounts(5), fstab(5) */

export interface Mount {
  readonly device: string;
  /** Mount point, escapes undone. */
  readonly path: string;
}

/**
 * File systems on this machine's own devices, each once, under its shortest path. Left out: what lies in memory or on another machine
 * (asking a server that is gone would hang us), and images that are mounted read-only from a file, as snaps are.
 */
export function parseMounts(text: string): readonly Mount[] {
  const byDevice = new Map<string, Mount>();
  for (const line of text.split("\n")) {
    const [device = "", path = "", type = ""] = line.split(" ").map(unescaped);
    if (!device.startsWith("/dev/") || device.startsWith("/dev/loop") || !path.startsWith("/")) continue;
    if (type === "squashfs" || type === "iso9660" || type.startsWith("fuse")) continue;
    const known = byDevice.get(device);
    if (!known || path.length < known.path.length) byDevice.set(device, { device, path });
  }
  return [...byDevice.values()];
}

/** The mount that a path lies on. */
export function mountOf(mounts: readonly Mount[], path: string): Mount | undefined {
  const above = mounts.filter((mount) => mount.path === "/" || `${path}/`.startsWith(`${mount.path}/`));
  return above.toSorted((a, b) => b.path.length - a.path.length)[0];
}

/** Space, tab, newline and backslash stand there as octal: `\040`. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
}
