import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Why user-mode Linux cannot run here; undefined where it can. */
export function cannotRun(): string | undefined {
  if (process.platform !== "linux" || process.arch !== "x64") return "user-mode Linux is for Linux on x86-64";
  if (process.getuid?.() !== 0) return "only root may make network namespaces";
  if (!existsSync("/dev/net/tun")) return "there is no /dev/net/tun";
  try {
    execFileSync("unshare", ["--net", "--mount", "true"], { stdio: "pipe" });
    return undefined;
  } catch {
    return "this machine lets nobody make a network namespace";
  }
}
