/** Stands for node's official image where no registry is reached: this machine's node, npm and Debian's programs, at that image's paths. */
import { execFileSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Entry } from "../../src/engine/images/archive.ts";
import { fileAt, librariesOf } from "../../src/engine/images/program-files.ts";
import { imageArchive } from "../lab/images/image.ts";
import { accounts, directory, installed, text, tree } from "../lab/images/layers.ts";

/** Its name, under which no registry is asked. */
export const base = "localhost/node:here";

/** What a Dockerfile of ours may call, as Debian's slim image has it: no git, no compiler, no curl. */
const programs: Readonly<Record<string, string>> = {
  coreutils: "cat chmod chown cp dirname env id ls mkdir mv readlink rm stat touch true",
  dash: "dash",
  findutils: "find",
  gzip: "gzip",
  tar: "tar",
};

/** @returns the path of an archive as `docker save` writes it */
export async function baseImage(): Promise<string> {
  const node = process.execPath;
  const libraries = await librariesOf(node, new AbortController().signal);
  const all = [await fileAt(node, "/usr/local/bin/node"), ...libraries];
  for (const [name, list] of Object.entries(programs)) {
    for (const program of list.split(" ")) all.push(...(await installed(program, name, `/usr/bin/${program}`)));
  }
  all.push(
    ...(await cLibrary(all.find(({ path }) => path.endsWith("/libc.so.6"))?.path)),
    { path: "bin/sh", link: "../usr/bin/dash" },
    ...npm(),
    ...accounts("node:1000"),
    // A build that finds these makes none.
    ...["hostname", "hosts", "resolv.conf"].map((name) => text(`etc/${name}`, "")),
    directory("root", 0o700),
    directory("tmp", 0o1777),
    directory("mnt"),
    directory("opt"),
    directory("usr/local/etc"),
    directory("var/lib"),
  );
  return imageArchive({
    name: "node-base",
    tags: [base],
    layers: [[...new Map(all.map((entry) => [entry.path, entry])).values()]],
    // It runs as root until a Dockerfile says otherwise, as the official one does.
    config: { Cmd: ["node"] },
  });
}

/** What no program here names, and a package's binary may: it comes with the C library. */
const cLibrary = (path = "") =>
  Promise.all(["librt.so.1", "libresolv.so.2", "libutil.so.1"].map((name) => fileAt(join("/", dirname(path), name))));

function npm(): readonly Entry[] {
  const home = "usr/local/lib/node_modules/npm";
  const found = execFileSync("sh", ["-c", "command -v npm"], { encoding: "utf8" }).trim();
  // It is …/npm/bin/npm-cli.js that everybody's PATH leads to.
  const files = tree(dirname(dirname(realpathSync(found))), home, (path) => !/\/(docs|man)$/.test(path));
  return [...files, { path: "usr/local/bin/npm", link: "../lib/node_modules/npm/bin/npm-cli.js" }];
}
