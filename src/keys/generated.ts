/** Writes the services' own files: each service a directory (0700), each file as its reader needs it; what is no longer wanted goes. */
import { chmod, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { writeWhole } from "../disk/write-whole.ts";
import { generatedDir, generatedFile, generatedRoot, type Layout } from "../model/layout.ts";

export interface FilledFile {
  readonly service: string;
  readonly name: string;
  readonly text: string;
}

export async function writeGenerated(layout: Layout, files: readonly FilledFile[], mode: number): Promise<void> {
  const parent = generatedRoot(layout);
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const services = new Map(files.map((file) => [file.service, new Set<string>()]));
  for (const file of files) services.get(file.service)?.add(file.name);
  for (const name of await readdir(parent)) if (!services.has(name)) await rm(`${parent}/${name}`, { recursive: true });
  for (const [service, names] of services) {
    const directory = generatedDir(layout, service);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await chmod(directory, 0o700);
    for (const name of await readdir(directory))
      if (!names.has(name)) await rm(`${directory}/${name}`, { recursive: true });
  }
  await Promise.all(
    files.map((file) => writeIfChanged(generatedFile(layout, file.service, file.name), file.text, mode)),
  );
}

/** An unchanged file keeps its time and its inode: a service that watches it is not woken for nothing. */
async function writeIfChanged(path: string, text: string, mode: number): Promise<void> {
  const before = await readFile(path, "utf8").catch(() => undefined);
  if (before === text) await chmod(path, mode);
  else await writeWhole(path, text, mode);
}
