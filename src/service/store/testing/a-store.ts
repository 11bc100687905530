import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { Store } from "../contract.ts";
import { openStore, type StoreOptions } from "../store.ts";

interface Said {
  readonly level: number;
  readonly msg: string;
  readonly place?: string;
}

/** A directory that goes with the test, and stores in it, one after the other. */
export interface AStore extends AsyncDisposable {
  readonly dir: string;
  /** What the stores have logged. */
  readonly said: readonly Said[];
  readonly store: Store;
  /** Closes the store, does something to its files, and opens it again. */
  reopen(between?: () => Promise<void>): Promise<void>;
}

export async function aStore(options: Partial<StoreOptions> & { now?: () => number } = {}): Promise<AStore> {
  const { now = Date.now, dir = await mkdtemp(join(tmpdir(), "edgeward-store-")), ...rest } = options;
  const said: Said[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => void said.push(JSON.parse(line)) });
  const around = { log, now, signal: new AbortController().signal };
  const open = () => openStore({ dir, ...rest }, around);
  let store = await open();
  return {
    dir,
    said,
    get store() {
      return store;
    },
    async reopen(between) {
      await store[Symbol.asyncDispose]();
      await between?.();
      store = await open();
    },
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Waits for what the store does beside; @throws after ten seconds, with what was waited for. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
