/**
 * Debian's buildah, which reads a Dockerfile as Docker does and needs no engine: fetched as packages, unpacked, never installed, kept between
 * runs. It runs where its files lie over this machine's /usr, for itself alone; all that it stores goes with its directory.
 * @see buildah(1); apt.conf(5), Dir
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);
const kept = fileURLToPath(new URL("../../node_modules/.cache/edgeward-buildah", import.meta.url));

/** @returns why no image can be built here; undefined where one can */
export async function cannotBuild(): Promise<string | undefined> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "only root may make an image's files and mounts";
  if (existsSync(kept)) return undefined;
  try {
    await fetchBuildah();
    return undefined;
  } catch (error) {
    return `no buildah could be fetched: ${error instanceof Error ? error.message.split("\n").slice(0, 3).join(" ") : error}`;
  }
}

async function fetchBuildah(): Promise<void> {
  await mkdir(join(kept, ".."), { recursive: true });
  const work = await mkdtemp(`${kept}-`);
  try {
    for (const name of ["lists/partial", "cache/archives/partial"]) await mkdir(join(work, name), { recursive: true });
    const own = [
      `Dir::State::Lists=${work}/lists`,
      `Dir::Cache=${work}/cache`,
      "APT::Sandbox::User=root",
      "Acquire::http::Timeout=20",
    ];
    const apt = (...words: readonly string[]) =>
      execute("apt-get", ["-q", ...own.flatMap((option) => ["-o", option]), ...words], {
        env: { PATH: process.env.PATH, LANG: "C.UTF-8", DEBIAN_FRONTEND: "noninteractive" },
      });
    await apt("update");
    await apt("install", "--download-only", "--no-install-recommends", "--reinstall", "-y", "buildah");
    const archives = join(work, "cache/archives");
    for (const name of await readdir(archives)) {
      if (name.endsWith(".deb")) await execute("dpkg-deb", ["--extract", join(archives, name), join(work, "unpacked")]);
    }
    // Where /lib is a link to /usr/lib, packages may still name it.
    const [from, to] = [join(work, "unpacked/lib"), join(work, "unpacked/usr/lib")];
    if (existsSync(from)) await cp(from, to, { recursive: true, verbatimSymlinks: true });
    await rename(join(work, "unpacked"), kept);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

export interface Buildah extends AsyncDisposable {
  /** For what the builds of a test need; removed at its end. */
  readonly directory: string;
  /** @returns its standard output @throws Error with what it said */
  run(...words: readonly string[]): Promise<string>;
}

export async function aBuildah(): Promise<Buildah> {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-buildah-"));
  const policy = join(directory, "policy.json");
  await writeFile(policy, '{"default":[{"type":"insecureAcceptAnything"}]}');
  // Without a configuration of this machine's, and any registry to search.
  await writeFile(join(directory, "registries.conf"), "unqualified-search-registries = []\n");
  const env = {
    PATH: process.env.PATH,
    HOME: directory,
    TMPDIR: directory,
    BUILDAH_ISOLATION: "chroot",
    ...Object.fromEntries(["http_proxy", "https_proxy", "no_proxy"].flatMap((one) => proxies(one))),
  };
  const stores = ["--root", join(directory, "root"), "--runroot", join(directory, "run"), "--storage-driver", "vfs"];
  const known = ["--registries-conf", join(directory, "registries.conf"), "--registries-conf-dir", directory];
  // It starts itself again with an environment of its own, so naming its libraries there would not do.
  const over = `mount -t overlay -o "lowerdir=$0/usr:/usr" overlay /usr && exec "$@"`;
  const apart = ["--mount", "--propagation", "private", "sh", "-c", over, kept];
  const trusts = new Set(["bud", "from", "pull"]);
  const run = async (verb: string, ...words: readonly string[]): Promise<string> => {
    const all = [...stores, ...known, verb, ...(trusts.has(verb) ? ["--signature-policy", policy] : []), ...words];
    const { stdout } = await execute("unshare", [...apart, "buildah", ...all], { env, maxBuffer: 64 << 20 });
    return stdout;
  };
  return {
    directory,
    run: (verb = "", ...words) => run(verb, ...words),
    async [Symbol.asyncDispose]() {
      // Whatever is mounted is unmounted first; of a store that was never made it says so, which is no failure.
      await run("umount", "--all").catch(() => undefined);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const proxies = (name: string): readonly (readonly [string, string])[] =>
  [name, name.toUpperCase()].flatMap((one) => (process.env[one] ? [[one, process.env[one]] as const] : []));
