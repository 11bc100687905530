/** What an image of the lab is made of: this machine's own programs with their libraries, and files. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Entry } from "../../../src/engine/images/archive.ts";
import { fileAt, librariesOf, requireProgram } from "../../../src/engine/images/program-files.ts";

const never = new AbortController().signal;

/** A program at a path of the image, with the libraries and the loader that it names. */
export async function installed(program: string, package_: string, at: string): Promise<readonly Entry[]> {
  const path = await requireProgram({ program, package: package_ });
  return [await fileAt(path, at), ...(await librariesOf(path, never))];
}

/** A shell, and what shell scripts call. */
export async function aShell(): Promise<readonly Entry[]> {
  const applets =
    "sh cat chown chmod date echo env grep head hostname id kill ls mkdir mktemp mv nc netstat nslookup rm sed sleep tail tr true wget";
  const links = applets.split(" ").map((name): Entry => ({ path: `bin/${name}`, link: "busybox" }));
  return [...(await installed("busybox", "busybox-static", "/bin/busybox")), ...links, directory("tmp", 0o1777)];
}

export const directory = (path: string, mode = 0o755): Entry => ({ path, directory: true, mode });

export const text = (path: string, content: string, mode = 0o644): Entry => ({
  path,
  bytes: Buffer.from(content),
  mode,
});

/** @param users `name:uid` */
export function accounts(...users: readonly string[]): readonly Entry[] {
  const all = ["root:0", "nobody:65534", ...users].map((user) => user.split(":"));
  return [
    text("etc/passwd", all.map(([name, id]) => `${name}:x:${id}:${id}::/:/bin/sh\n`).join("")),
    text("etc/group", all.map(([name, id]) => `${name}:x:${id}:\n`).join("")),
  ];
}

/** All files below a directory of this machine, at a path of the image. */
export function tree(from: string, at: string, wanted: (path: string) => boolean = () => true): readonly Entry[] {
  return readdirSync(from, { withFileTypes: true })
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry): readonly Entry[] => {
      const [source, path] = [join(from, entry.name), `${at}/${entry.name}`];
      if (!wanted(source)) return [];
      if (entry.isDirectory()) return tree(source, path, wanted);
      if (!entry.isFile()) return [];
      return [{ path, bytes: readFileSync(source), mode: statSync(source).mode & 0o777 }];
    });
}
