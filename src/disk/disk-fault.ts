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
  return cause;
}
