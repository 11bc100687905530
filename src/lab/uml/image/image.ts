/** Root images in a directory of the person's own: made once, shared by all labs, written to by none. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rm, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hold } from "../../../disk/hold.ts";
import { makeDirectory } from "../../../disk/make-directory.ts";
import { Fault } from "../../../model/fault.ts";
import type { LabSuite } from "../../../model/lab.ts";
import { buildImage, kernelModules } from "./build.ts";
import { mirrorIn } from "./mirror.ts";
import { imageName, isImageName, recipeOf } from "./recipe.ts";

const digest = (text: string) => createHash("sha256").update(text).digest("hex");
const lockFile = ".lock";
const workDirectory = ".in-the-making";
const retryMs = 500;

export interface Image {
  readonly path: string;
  readonly isThere: boolean;
  /** Waits for whoever makes it already. @throws Fault */
  make(mirror: string | undefined, signal: AbortSignal): Promise<void>;
}

/** @throws Fault "not-running" when user-mode Linux has no modules here */
export async function imageFor(suite: LabSuite, cache: string): Promise<Image> {
  const kernels = await readdir(kernelModules).catch(() => []);
  const kernel = kernels.toSorted().at(-1);
  if (kernel === undefined) {
    const remedy = "Install it again: sudo apt-get install --reinstall user-mode-linux";
    throw new Fault("not-running", `user-mode Linux has no kernel modules in ${kernelModules}`, remedy);
  }
  const recipe = recipeOf(suite, kernel);
  const path = join(cache, imageName(recipe, digest));
  return {
    path,
    isThere: existsSync(path),
    async make(mirror, signal) {
      await makeDirectory(cache, 0o700);
      await using _lock = await locked(cache, signal);
      if (existsSync(path)) return;
      await buildImage(recipe, mirror ?? mirrorIn(await sources()), path, join(cache, workDirectory), signal);
    },
  };
}

/** @param used images that a lab still needs @returns bytes on disk that were removed; undefined when there was none */
export async function removeImages(
  cache: string,
  used: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (!existsSync(cache)) return undefined;
  await using _lock = await locked(cache, signal);
  let bytes: number | undefined;
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    if (!isImageName(name) || used.has(path)) continue;
    bytes = (bytes ?? 0) + (await stat(path)).blocks * 512;
    await rm(path);
  }
  await rm(join(cache, workDirectory), { recursive: true, force: true });
  await rm(join(cache, lockFile), { force: true });
  await rmdir(cache).catch(() => undefined);
  return bytes;
}

async function locked(cache: string, signal: AbortSignal): Promise<AsyncDisposable> {
  for (;;) {
    const held = await hold(join(cache, lockFile));
    if (held) return held;
    await sleep(retryMs, undefined, { signal });
  }
}

async function sources(): Promise<readonly string[]> {
  const more = "/etc/apt/sources.list.d";
  const names = (await readdir(more).catch(() => [])).filter((name) => /\.(list|sources)$/.test(name)).toSorted();
  const paths = ["/etc/apt/sources.list", ...names.map((name) => join(more, name))];
  return Promise.all(paths.map((path) => readFile(path, "utf8").catch(() => "")));
}
