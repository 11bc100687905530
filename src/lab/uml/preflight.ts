/** What this machine must have, all that is missing at once. */
import { accessSync, constants, existsSync } from "node:fs";
import { access, statfs } from "node:fs/promises";
import { Fault } from "../../model/fault.ts";
import { programPath } from "../process/run.ts";

/** Debian packages of the programs that are called. */
const always = {
  "linux.uml": "user-mode-linux",
  ip: "iproute2",
  nsenter: "util-linux",
  ssh: "openssh-client",
  "ssh-keygen": "openssh-client",
  tar: "tar",
} as const;

/** Only where a root image is to be made. */
const forImage = {
  debootstrap: "debootstrap",
  mke2fs: "e2fsprogs",
  e2fsck: "e2fsprogs",
  setpriv: "util-linux",
  unshare: "util-linux",
} as const;

const elsewhere = "or write a Vagrantfile: npx edgeward lab up --driver vagrant -o DIR";

/** @throws Fault "no-permission" */
export function mustBeRoot(command: string): void {
  if (process.getuid?.() === 0) return;
  const why = "a lab needs network namespaces and taps, which only root may make";
  throw new Fault("no-permission", why, `Run it as root: sudo npx edgeward lab ${command}; ${elsewhere}`);
}

/** @throws Fault "not-running" that names every package that is missing */
export function mustBeInstalled(image: "image is there" | "image to make"): void {
  const wanted = Object.entries(image === "image to make" ? { ...always, ...forImage } : always);
  const missing = wanted.filter(([program]) => !isInstalled(program));
  if (missing.length === 0) return;
  const programs = missing.map(([program]) => program).join(", ");
  const packages = [...new Set(missing.map(([, name]) => name))].join(" ");
  const remedy = `sudo apt-get install --no-install-recommends ${packages} (Debian); ${elsewhere}`;
  throw new Fault("not-running", `not installed: ${programs}`, remedy);
}

/** A guest's memory is a file that its kernel keeps here. @see user_mode_linux_howto_v2, "Host memory" */
export const memoryDirectory = "/dev/shm";

/** @param bytes of all guests that are to be started @throws Fault */
export async function mustHaveRoom(bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(memoryDirectory);
  const free = bavail * bsize;
  if (free < bytes) {
    const what = `${memoryDirectory} has room for ${mib(free)} MiB, and the hosts' memory is ${mib(bytes)} MiB`;
    throw new Fault(
      "disk-full",
      what,
      "Take --memory or --hosts smaller, or make it larger (mount -o remount,size=…).",
    );
  }
  await access("/dev/net/tun").catch((cause) => {
    throw new Fault("not-running", "there is no /dev/net/tun", "sudo modprobe tun", { cause });
  });
}

const mib = (bytes: number): number => Math.floor(bytes / 2 ** 20);

function isInstalled(program: string): boolean {
  return programPath.split(":").some((directory) => {
    const path = `${directory}/${program}`;
    if (!existsSync(path)) return false;
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
