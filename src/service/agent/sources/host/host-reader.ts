/** One reading of this machine after another, as flat fields. What may not or cannot be read is left out, and said once. */
import { readdir, readFile, readlink, statfs } from "node:fs/promises";
import { join } from "node:path";
import { type CpuTimes, cpuFields, loadFields, parseCpu, uptimeFields } from "./cpu.ts";
import { type DiskIo, diskIoFields, parseDiskIo } from "./disk-io.ts";
import { type Field, plainName } from "./field.ts";
import { memoryFields } from "./memory.ts";
import { type Mount, mountOf, parseMounts } from "./mounts.ts";
import { type Interfaces, networkFields, parseInterfaces, realInterfaces } from "./network.ts";
import { type Reader, readTemperatures } from "./temperatures.ts";

export interface HostReaderOptions {
  /** Where proc(5) and sysfs(5) are mounted. */
  readonly proc: string;
  readonly sys: string;
  /** Paths that we may surely open: a mount point that may not be asked itself is asked through one of these. */
  readonly ownPaths: readonly string[];
  /** Told once of each thing that is left out. */
  readonly leftOut: (what: string, reason: string) => void;
}

/** Disks, file systems and interfaces beyond this many of each are left out: a message has its bounds. */
const most = 32;

interface Before {
  readonly atMs: number;
  readonly cpu?: CpuTimes;
  readonly disks: ReadonlyMap<string, DiskIo>;
  readonly interfaces: Interfaces;
}

export class HostReader implements Reader {
  readonly #options: HostReaderOptions;
  readonly #said = new Set<string>();
  #before: Before | undefined;

  constructor(options: HostReaderOptions) {
    this.#options = options;
  }

  /** Rates and percentages are over the time since the reading before; the first has none. */
  async read(): Promise<readonly Field[]> {
    const { proc, sys } = this.#options;
    const atMs = performance.now();
    const cpu = parseCpu((await this.text(join(proc, "stat"))) ?? "");
    const disks = bounded(parseDiskIo((await this.text(join(proc, "diskstats"))) ?? ""));
    const interfaces = await this.#interfaces();
    const before = this.#before;
    const elapsedMs = Math.max(1, atMs - (before?.atMs ?? 0));
    this.#before = { atMs, disks, interfaces, ...(cpu && { cpu }) };
    return [
      ...(cpu && before?.cpu ? cpuFields(before.cpu, cpu) : []),
      ...loadFields((await this.text(join(proc, "loadavg"))) ?? ""),
      ...uptimeFields((await this.text(join(proc, "uptime"))) ?? ""),
      ...memoryFields((await this.text(join(proc, "meminfo"))) ?? ""),
      ...(await this.#fileSystems()),
      ...diskIoFields(before?.disks ?? disks, disks, elapsedMs),
      ...networkFields(before?.interfaces ?? interfaces, interfaces, elapsedMs),
      ...(await readTemperatures(sys, this)),
    ];
  }

  text(path: string): Promise<string | undefined> {
    return this.#attempt(path, () => readFile(path, "latin1").then((text) => text.trimEnd()));
  }

  list(path: string): Promise<readonly string[] | undefined> {
    return this.#attempt(path, () => readdir(path));
  }

  async #interfaces(): Promise<Interfaces> {
    const { proc, sys } = this.#options;
    const all = parseInterfaces((await this.text(join(proc, "net/dev"))) ?? "");
    const links = new Map<string, string | undefined>();
    for (const name of all.keys()) {
      const path = join(sys, "class/net", name);
      links.set(name, await this.#attempt(path, () => readlink(path)));
    }
    const real = realInterfaces([...all.keys()], (name) => links.get(name));
    return bounded(new Map([...all].filter(([name]) => real.includes(name))));
  }

  async #fileSystems(): Promise<readonly Field[]> {
    const mounts = parseMounts((await this.text(join(this.#options.proc, "self/mounts"))) ?? "");
    const fields: Field[] = [];
    for (const mount of mounts.slice(0, most)) fields.push(...(await this.#fileSystem(mount, mounts)));
    return fields;
  }

  async #fileSystem(mount: Mount, mounts: readonly Mount[]): Promise<readonly Field[]> {
    const ours = this.#options.ownPaths.filter((path) => mountOf(mounts, path) === mount);
    const asked = await this.#attempt(mount.path, async () => {
      for (const path of ours) {
        const found = await statfs(path).catch(() => undefined);
        if (found) return found;
      }
      return statfs(mount.path);
    });
    if (!asked || asked.blocks === 0) return [];
    const used = asked.blocks - asked.bfree;
    const disk = `disk_${plainName(mount.path)}`;
    return [
      [`${disk}_total_bytes`, asked.blocks * asked.bsize],
      [`${disk}_used_bytes`, used * asked.bsize],
      [`${disk}_free_bytes`, asked.bavail * asked.bsize],
      // As df(1): what is reserved for root is neither used nor free.
      [`${disk}_used_percent`, percent(used, used + asked.bavail)],
      ...(asked.files > 0
        ? [[`${disk}_inodes_used_percent`, percent(asked.files - asked.ffree, asked.files)] as const]
        : []),
    ];
  }

  async #attempt<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
      // A machine without sensors lacks the directory; a sensor that is off gives EIO, EAGAIN, ENODATA.
      if (code !== "ENOENT" && !this.#said.has(what)) this.#options.leftOut(what, code);
      this.#said.add(what);
      return undefined;
    }
  }
}

const percent = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100);
const bounded = <T>(all: ReadonlyMap<string, T>): ReadonlyMap<string, T> => new Map([...all].slice(0, most));
