/** Data that only its owner opens: directories 0700, files 0600 at the most. Owner and group stay. */
import type { Permit } from "../../model/host-plan.ts";
import type { Rights } from "../../model/machine.ts";

/** @see inode(7), the file mode; InfluxDB 1.x makes its data directories 0755 */
const why = "other users of the machine could read messages, measurements and sessions off the disk";

interface SeenPath {
  readonly path: string;
  readonly kind: string;
  readonly rights: Rights;
}

/**
 * Below a directory that is closed already nothing is changed: nobody else comes that far, and what a program makes there later has the
 * rights that its own umask leaves.
 * @param directories each with all that lies below it
 */
export function permitsFor(directories: readonly string[], seen: readonly SeenPath[]): readonly Permit[] {
  const isClosed = (path: string) =>
    seen.some((one) => one.path === path && one.kind === "directory" && (one.rights.mode & 0o077) === 0);
  const closed = directories.filter(isClosed);
  return seen
    .filter(({ path }) => !closed.some((directory) => `${path}/`.startsWith(`${directory}/`)))
    .flatMap(({ path, kind, rights }) => {
      const mode = rights.mode & (kind === "directory" ? 0o2700 : 0o700);
      if ((kind !== "directory" && kind !== "file") || mode === rights.mode) return [];
      return [{ path, before: rights, after: { ...rights, mode }, why }];
    });
}
