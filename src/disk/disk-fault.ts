import { Fault } from "../model/fault.ts";

/** What the system says when a file cannot be written, in words; anything else as it is. */
export function diskFault(path: string, cause: unknown): unknown {
  const code = (cause as NodeJS.ErrnoException).code ?? "";
  if (["ENOSPC", "EDQUOT"].includes(code)) {
    const remedy = "Free some disk space, then run the command again.";
    return new Fault("disk-full", `there is no room to write ${path}`, remedy, { cause });
  }
  if (["EACCES", "EPERM", "EROFS"].includes(code)) {
    const remedy = "Run as the user who owns the directory, or make it writable.";
    return new Fault("no-permission", `${path} may not be written`, remedy, { cause });
  }
  if (["ENAMETOOLONG", "ENOTDIR", "EISDIR", "ELOOP"].includes(code)) {
    const reason = code === "ENAMETOOLONG" ? "is too long a name" : "is no place for a file";
    const shown = path.length > 80 ? `${path.slice(0, 80)}…` : path;
    return new Fault("bad-command-line", `${shown} ${reason}`, "Name another place.", { cause });
  }
  return cause;
}
