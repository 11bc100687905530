/** Opens a store: what is on disk is brought back, what is damaged is said, and the rest works. */
import { chmod, mkdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Surroundings } from "../service.ts";
import type { Store } from "./contract.ts";
import { Damage } from "./disk/damage.ts";
import { diskFault } from "./disk/disk-fault.ts";
import { listFiles } from "./disk/file-name.ts";
import { own } from "./disk/owner.ts";
import { Shelf } from "./disk/shelf.ts";
import { Catalogue } from "./live/catalogue.ts";
import { Memory } from "./live/memory.ts";
import { replay } from "./log/replay.ts";
import { OpenStore } from "./open-store.ts";

export interface StoreOptions {
  /** Absolute directory of the store's own; made, 0700, when it is not there. */
  readonly dir: string;
  /** Points older than this are removed, in seconds; absent keeps them. */
  readonly retentionS?: number;
  /** Series at a time; points that would make one more are refused, counted and said. */
  readonly seriesLimit?: number;
  /** Memory for rows that are not yet in chunks, in bytes; the log files grow to about twice of it. */
  readonly foldAtBytes?: number;
  /** How long the clock must not have jumped before points are removed for their age, in milliseconds. */
  readonly clockGraceMs?: number;
  /** A clock that never jumps, in milliseconds from any start. */
  readonly monotonic?: () => number;
}

/**
 * @throws Fault "not-ready" when another process has the store open
 * @throws Fault "no-permission", "disk-full" or "store-damaged" when the directory cannot be used at all
 */
export async function openStore(options: StoreOptions, around: Surroundings): Promise<Store> {
  const { dir, seriesLimit = 100_000, foldAtBytes = 4 * 1024 * 1024 } = options;
  const { clockGraceMs = 3_600_000, monotonic = () => performance.now() } = options;
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await chmod(dir, 0o700);
    const owner = await own(dir);
    try {
      const catalogue = new Catalogue(seriesLimit);
      const damage = new Damage(around.log);
      const shelf = new Shelf(dir, catalogue, damage.report);
      const memory = new Memory();
      const nextNumber = await load(dir, shelf, catalogue, memory, damage);
      const { retentionS } = options;
      return new OpenStore(
        { dir, owner, catalogue, damage, shelf, memory, nextNumber, foldAtBytes },
        { ...(retentionS === undefined ? {} : { retentionS }), now: around.now, monotonic, clockGraceMs },
        around.log,
      );
    } catch (error) {
      await owner[Symbol.asyncDispose]();
      throw error;
    }
  } catch (error) {
    throw diskFault(error, "opening the store", dir);
  }
}

/** @returns the number of the next log file */
async function load(dir: string, shelf: Shelf, catalogue: Catalogue, memory: Memory, damage: Damage): Promise<number> {
  const { logs, segments, leftovers } = await listFiles(dir);
  for (const name of leftovers) await unlink(join(dir, name));
  for (const name of segments) {
    try {
      await shelf.replace([], await shelf.open(name));
    } catch (error) {
      damage.report(`${name.name}: ${error instanceof Error ? error.message : "unreadable"}`);
    }
  }
  for (const log of logs) {
    await replay(dir, log, catalogue, memory, (what) => damage.report(what));
  }
  return 1 + Math.max(0, ...segments.map(({ to }) => to), ...logs.map(({ number }) => number));
}
