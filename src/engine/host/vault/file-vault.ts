/**
 * The vault in a directory of its own (0700). One process at a time changes files: from `begin`, or from an `open` that finds something,
 * until it is kept or undone, a lock is held that a crash frees.
 * Kept: content, owner, group, mode, and time of last change down to the microsecond. Not kept: access control lists and other extended
 * attributes of a file that is replaced, and the times of directories.
 */
import { dirname } from "node:path";
import type { Files } from "../../../disk/files.ts";
import { syncDirectory } from "../../../disk/write-whole.ts";
import { Fault } from "../../../model/fault.ts";
import type { FileChange, Hindrance, Opened, Restored, Vault } from "../../vault.ts";
import { hindrances, refusal } from "./hinder/hindrances.ts";
import { isGone, look } from "./look.ts";
import { changedMeanwhile, make } from "./make.ts";
import { isForeign, type Outcome, putBack } from "./put-back.ts";
import { record } from "./record.ts";
import { type Entry, merged, noLedger } from "./store/ledger.ts";
import { Store } from "./store/store.ts";

const nothing: Restored = { putBack: [], removed: [] };

export interface FileVaultOptions {
  /** Absolute, for example /var/lib/edgeward/vault; nobody else's. */
  readonly directory: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly files?: Files;
}

export function fileVault({ directory, now, files }: FileVaultOptions): Vault {
  return new FileVault(new Store(directory, files), now);
}

class FileVault implements Vault {
  readonly #store: Store;
  readonly #now: () => number;

  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  hindrances(changes: readonly FileChange[]): Promise<readonly Hindrance[]> {
    return hindrances(changes, this.#store.directory, this.#store.files);
  }

  async open(): Promise<Opened | undefined> {
    const store = this.#store;
    if (!(await store.read()).open) return undefined;
    await store.take();
    const { open } = await store.read();
    if (open) return this.#opened(open.notes);
    await store.release();
    return undefined;
  }

  async begin(changes: readonly FileChange[], notes: unknown): Promise<Opened> {
    const hindering = await this.hindrances(changes);
    if (hindering.length > 0) throw refusal(hindering);
    const store = this.#store;
    const isFirst = await store.take();
    const ledger = await store.read();
    if (ledger.open) {
      if (isFirst) await store.release();
      const remedy = "Undo it first: edgeward host undo.";
      throw new Fault("interrupted", "an earlier run was interrupted while it changed files", remedy);
    }
    try {
      await store.blobs.sweep(ledger);
      await store.blobs.prepare();
      const entries = await record(changes, store.blobs, store.files);
      await store.write({ ...ledger, open: { notes, begunAtMs: this.#now(), applied: false, entries } });
      return this.#opened(notes, { changes, entries });
    } catch (cause) {
      if ((await store.read()).open) await store.write(ledger);
      await store.sweep(ledger);
      await store.release();
      throw cause;
    }
  }

  async isEmpty(): Promise<boolean> {
    const { kept, open } = await this.#store.read();
    return kept.length === 0 && !open;
  }

  async changedSince(): Promise<readonly string[]> {
    const changed: string[] = [];
    for (const entry of (await this.#store.read()).kept) {
      if (entry.wrote && isForeign(entry, await look(entry.path, this.#store.files))) changed.push(entry.path);
    }
    return changed;
  }

  async restore({ force = false } = {}): Promise<Restored> {
    const store = this.#store;
    if (!(await store.exists())) return nothing;
    await store.take();
    try {
      await this.#rollBack();
      const changed = force ? [] : await this.changedSince();
      if (changed.length > 0)
        throw changedMeanwhile(changed, "Look at it. To lose what they wrote, undo with --force.");
      const { kept } = await store.read();
      if (kept.length === 0) await store.sweep(noLedger);
      if (kept.length === 0) return nothing;
      const { foreign, ...restored } = await this.#putBack(kept, force);
      await this.#close(foreign);
      if (foreign.length > 0) throw changedMeanwhile(foreign.map(({ path }) => path));
      return restored;
    } finally {
      await store.release();
    }
  }

  /** @param begun absent: found after a crash */
  #opened(
    notes: unknown,
    begun?: { readonly changes: readonly FileChange[]; readonly entries: readonly Entry[] },
  ): Opened {
    const store = this.#store;
    const touched = begun && new Set<string>();
    return {
      notes,
      apply: async () => {
        if (!begun) throw new Error("what a crash left open cannot be applied any more");
        const originals = new Map(begun.entries.map(({ path, original }) => [path, original]));
        for (const change of begun.changes) {
          const original = originals.get(change.path) ?? { kind: "absent" };
          await make(change, original, () => touched?.add(change.path), store.files);
        }
        await this.#settle(begun.changes);
        const { open, ...ledger } = await store.read();
        if (!open) throw new Error("nothing is open any more");
        await store.write({ ...ledger, open: { ...open, applied: true } });
      },
      commit: async () => {
        const { kept, open } = await store.read();
        if (!open) return;
        if (!open.applied) {
          throw new Fault("interrupted", "the changes were interrupted half-way", "Undo them: edgeward host undo.");
        }
        await this.#close(merged(kept, open.entries));
        await store.release();
      },
      rollback: async () => {
        const left = await this.#rollBack(touched);
        await store.release();
        return left;
      },
    };
  }

  /**
   * What somebody else has written over ours stays, and its original is kept until `restore`.
   * @param touched absent: unknown, so any of them may be
   * @returns paths that were left alone
   */
  async #rollBack(touched?: ReadonlySet<string>): Promise<readonly string[]> {
    const { kept, open } = await this.#store.read();
    if (!open) return [];
    const entries = open.entries.filter(({ path }) => touched?.has(path) ?? true);
    const { foreign } = await this.#putBack(entries, false);
    await this.#close(merged(kept, foreign));
    return foreign.map(({ path }) => path);
  }

  async #putBack(
    entries: readonly Entry[],
    force: boolean,
  ): Promise<Restored & { readonly foreign: readonly Entry[] }> {
    const all: { readonly entry: Entry; readonly outcome: Outcome }[] = [];
    for (const entry of entries.toReversed()) {
      all.unshift({ entry, outcome: await putBack(entry, { ...this.#store, force }) });
    }
    await this.#settle(entries);
    const those = (wanted: Outcome) => all.filter(({ outcome }) => outcome === wanted).map(({ entry }) => entry);
    const paths = (wanted: Outcome) => those(wanted).map(({ path }) => path);
    return { putBack: paths("put-back"), removed: paths("removed"), foreign: those("foreign") };
  }

  /** Makes the names of what was changed last a power failure. */
  async #settle(changed: readonly { readonly path: string }[]): Promise<void> {
    for (const directory of new Set(changed.map(({ path }) => dirname(path)))) {
      await syncDirectory(directory, this.#store.files).catch((cause: unknown) => {
        if (!isGone(cause)) throw cause;
      });
    }
  }

  async #close(kept: readonly Entry[]): Promise<void> {
    const ledger = { version: 1, kept } as const;
    await this.#store.write(ledger);
    await this.#store.sweep(ledger);
  }
}
