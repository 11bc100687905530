/**
 * The mosquitto of Debian's next release, with the libraries that it needs: fetched as packages, unpacked, never installed. Kept between runs.
 * @see apt.conf(5), Dir; dpkg-deb(1), --extract
 */
import { access, mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ended } from "./ended.ts";

const kept = fileURLToPath(new URL("../../../node_modules/.cache/edgeward-newer-mosquitto", import.meta.url));
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** @returns directory of the unpacked packages; undefined where no package archive can be reached */
export async function newerMosquitto(): Promise<string | undefined> {
  if (await isThere(kept)) return kept;
  await mkdir(join(kept, ".."), { recursive: true });
  const work = await mkdtemp(`${kept}-`);
  try {
    await fetched(work);
    const unpacked = join(work, "unpacked");
    for (const name of await readdir(join(work, "cache/archives"))) {
      // Programs that run the machine stay the machine's own.
      if (!name.endsWith(".deb") || /^(systemd|sysvinit-utils|libsystemd-shared)_/.test(name)) continue;
      await ok("dpkg-deb", "--extract", join(work, "cache/archives", name), unpacked);
    }
    await rename(unpacked, kept);
    return kept;
  } catch {
    return undefined;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** With lists, states and a cache of its own, so that the machine's package manager knows nothing of it. */
async function fetched(work: string): Promise<void> {
  for (const name of ["lists/partial", "cache/archives/partial"]) await mkdir(join(work, name), { recursive: true });
  const [archive] = (await ok("apt-get", "indextargets", "--format", "$(REPO_URI)")).split("\n");
  await writeFile(join(work, "status"), "");
  await writeFile(join(work, "sources.list"), `deb [signed-by=${keyring}] ${archive} sid main\n`);
  const own = {
    "Dir::Etc::SourceList": join(work, "sources.list"),
    "Dir::Etc::SourceParts": "/dev/null",
    "Dir::State::Lists": join(work, "lists"),
    "Dir::State::status": join(work, "status"),
    "Dir::Cache": join(work, "cache"),
    "APT::Sandbox::User": "root",
    "Acquire::Retries": "2",
  };
  const options = Object.entries(own).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  await ok("apt-get", ...options, "update");
  await ok("apt-get", ...options, "install", "--download-only", "--no-install-recommends", "-y", "mosquitto");
}

async function ok(program: string, ...words: readonly string[]): Promise<string> {
  const env = { PATH: process.env.PATH ?? "", LANG: "C.UTF-8", DEBIAN_FRONTEND: "noninteractive" };
  const { status, stdout, stderr } = await ended(program, words, "", env);
  if (status !== 0) throw new Error(`${program} ${words.join(" ")}: ${stderr}`);
  return stdout;
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
