/** Makes a root image: Debian with a Docker Engine, a kernel's modules and our first process. */
import { chmod, cp, mkdir, open, readdir, rename, rm, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { syncDirectory } from "../../../disk/write-whole.ts";
import { Fault } from "../../../model/fault.ts";
import { run } from "../../process/run.ts";
import type { Recipe } from "./recipe.ts";

export const kernelModules = "/usr/lib/uml/modules";

/**
 * In a mount and process namespace of its own: whatever ends it ends all that it started, and unmounts what it mounted. It ends with us,
 * too, so that nobody writes where the next one begins. @see setpriv(1), --pdeathsig; unshare(1), --kill-child
 */
const apart = "--pdeathsig KILL unshare --mount --pid --fork --kill-child --propagation private".split(" ");

/**
 * The image is there whole or not at all.
 * @param work directory for what is in the making; made and removed
 * @throws Fault
 */
export async function buildImage(
  recipe: Recipe,
  mirror: string,
  image: string,
  work: string,
  signal: AbortSignal,
): Promise<void> {
  const root = join(work, "root");
  const made = join(work, "root.ext4");
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { mode: 0o700 });
  try {
    await bootstrap(recipe, mirror, root, signal);
    await furnish(recipe, root, signal);
    await writeFile(made, "", { mode: 0o600 });
    await truncate(made, recipe.diskBytes);
    await run("mke2fs", ["-q", "-F", "-t", "ext4", "-L", "edgeward-lab", "-d", root, made], signal);
    await run("e2fsck", ["-f", "-n", made], signal);
    await using file = await open(made, "r+");
    await file.sync();
    await rename(made, image);
    await syncDirectory(dirname(image));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function bootstrap(recipe: Recipe, mirror: string, root: string, signal: AbortSignal): Promise<void> {
  const include = `--include=${recipe.packages.join(",")}`;
  try {
    const words = [...apart, "debootstrap", "--variant=minbase", include, recipe.suite, root, mirror];
    await run("setpriv", words, signal, "debootstrap");
  } catch (cause) {
    signal.throwIfAborted();
    const why = cause instanceof Error ? cause.message : String(cause);
    const remedy = "See that the mirror is reachable from here, or name another with --mirror.";
    throw new Fault("start-failed", `no Debian ${recipe.suite} could be made from ${mirror}: ${why}`, remedy, {
      cause,
    });
  }
}

/** Of no use to a guest without users, mail or manuals. */
const dropped = ["var/cache/apt", "var/lib/apt/lists", "usr/share/doc", "usr/share/man", "usr/share/locale"];

async function furnish(recipe: Recipe, root: string, signal: AbortSignal): Promise<void> {
  for (const path of dropped) await rm(join(root, path), { recursive: true, force: true });
  const modules = join(root, "lib/modules", recipe.kernel);
  await cp(join(kernelModules, recipe.kernel), modules, { recursive: true });
  await run("chroot", [root, "depmod", recipe.kernel], signal);
  // The kernel has the older tables only.
  await run(
    "chroot",
    [root, "update-alternatives", "--quiet", "--set", "iptables", "/usr/sbin/iptables-legacy"],
    signal,
  );
  // A host key that is in an image is everybody's.
  for (const name of await readdir(join(root, "etc/ssh"))) {
    if (name.startsWith("ssh_host_")) await rm(join(root, "etc/ssh", name));
  }
  for (const { path, text, mode } of recipe.files) {
    const target = join(root, path);
    await mkdir(dirname(target), { recursive: true });
    await rm(target, { force: true });
    await writeFile(target, text, { mode });
    await chmod(target, mode);
  }
}
