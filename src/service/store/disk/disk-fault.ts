import { Fault } from "../../../model/fault.ts";

const full = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);
const forbidden = new Set(["EACCES", "EPERM", "EROFS"]);

/** What the operating system said of a file, as a Fault that says what to do. */
export function diskFault(error: unknown, doing: string, dir: string): Fault {
  if (error instanceof Fault) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  if (full.has(code)) {
    return new Fault(
      "disk-full",
      `${doing}: no room left (${code}) in ${dir}`,
      "Make room there; the store goes on by itself.",
      {
        cause: error,
      },
    );
  }
  if (forbidden.has(code)) {
    return new Fault("no-permission", `${doing}: ${code} in ${dir}`, "Give this user the directory, mode 0700.", {
      cause: error,
    });
  }
  return new Fault("store-damaged", `${doing}: ${code} in ${dir}`, "Check the disk, then start again.", {
    cause: error,
  });
}
