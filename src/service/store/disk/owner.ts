/**
 * One process at a time writes to a store. An empty file names it by process id, boot and start time, so that neither a crash nor a
 * process id that is used again leaves the store locked, and a full disk does not keep it from opening.
 */
import { constants } from "node:fs";
import { open, readdir, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "../../../model/fault.ts";

const prefix = "owner-";

/** @throws Fault "not-ready" when a living process has it; of two that come at the same moment, both may be sent away */
export async function own(dir: string): Promise<AsyncDisposable> {
  const me = `${prefix}${await identityOf(process.pid)}`;
  await refuseOthers(dir, "");
  try {
    await (await open(join(dir, me), constants.O_CREAT | constants.O_EXCL, 0o600)).close();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") throw inUse(dir, String(process.pid));
    throw error;
  }
  const release = () => unlink(join(dir, me)).catch(() => undefined);
  try {
    await refuseOthers(dir, me);
  } catch (error) {
    await release();
    throw error;
  }
  return { [Symbol.asyncDispose]: release };
}

/** Removes what ended processes left. */
async function refuseOthers(dir: string, me: string): Promise<void> {
  for (const name of await readdir(dir)) {
    if (!name.startsWith(prefix) || name === me) continue;
    const identity = name.slice(prefix.length);
    const [pid = ""] = identity.split("-");
    if ((await identityOf(Number(pid))) === identity) throw inUse(dir, pid);
    await unlink(join(dir, name)).catch(() => undefined);
  }
}

/** Process id, boot, and ticks from boot to its start (field 22 of proc(5)'s stat); "" when there is no such process. */
async function identityOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  if (stat === "") return "";
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  return `${pid}-${boot.slice(0, 8)}-${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
}

function inUse(dir: string, pid: string): Fault {
  return new Fault(
    "not-ready",
    `the store in ${dir} is in use by process ${pid}`,
    "End that process, or use another directory.",
  );
}
