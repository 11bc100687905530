/**
 * State in one file: records are appended and brought to the disk together (one fdatasync for all that gathered meanwhile), and the file
 * is written anew when it has grown to several times what it has to say.
 * Invariants: the file under its own name is always whole up to its last record, since a new one is written beside it, synced and
 * renamed; after a write has failed nothing is appended any more, until everything has been written anew.
 */
import { type FileHandle, type open, rename, unlink } from "node:fs/promises";
import { Encoder } from "./codec.ts";
import type { Journal, JournalRecord } from "./record.ts";

export interface FileJournalOptions {
  readonly dir: string;
  readonly file: string;
  /** Everything there is to say now. */
  readonly state: () => Iterable<JournalRecord>;
  /** Of node:fs/promises. */
  readonly open: typeof open;
  /** Told once per failure, and with undefined when it is over. */
  readonly onTrouble: (trouble: string | undefined) => void;
}

/** A note that nobody waits for is written after so long, in milliseconds. */
const laterMs = 1_000;
/** The file is not written anew before it has so many bytes. */
const compactBytes = 4 * 1024 * 1024;

interface Settling {
  readonly promise: Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

export class FileJournal implements Journal {
  readonly #options: FileJournalOptions;
  #handle: FileHandle | undefined;
  #encoder = new Encoder();
  #notes: (() => JournalRecord | undefined)[] = [];
  #settling: Settling | undefined;
  #writing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #bytes = 0;
  #bytesWhenNew = 0;
  #closed = false;
  noted = 0;
  failing: string | undefined;

  private constructor(options: FileJournalOptions) {
    this.#options = options;
  }

  /**
   * Writes the whole state into a new file first.
   * @throws the error of the file system, unless it only says that the disk is full: that may pass, and is `failing` until it does
   */
  static async open(options: FileJournalOptions): Promise<FileJournal> {
    const journal = new FileJournal(options);
    try {
      await journal.#write(true);
    } catch (error) {
      if (!isFull(error)) throw error;
      journal.#again();
    }
    return journal;
  }

  note(make: () => JournalRecord | undefined): void {
    this.noted++;
    this.#notes.push(make);
    this.#timer ??= setTimeout(() => this.#flush(), laterMs);
  }

  settled(): Promise<void> | undefined {
    if (this.#notes.length === 0) return this.#writing;
    if (!this.#settling) {
      this.#settling = settling();
      // What the loop has in hand now may bring more notes: they share the write.
      if (!this.#writing) setImmediate(() => this.#flush());
    }
    return this.#settling.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    while (this.#writing) await this.#writing.catch(() => undefined);
    await this.#flush()?.catch(() => undefined);
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#handle?.close();
  }

  #flush(): Promise<void> | undefined {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#writing || this.#closed) return this.#writing;
    if (this.#notes.length === 0 && this.failing === undefined) return undefined;
    const waiting = this.#settling;
    this.#settling = undefined;
    const anew = this.failing !== undefined || this.#bytes > compactBytes + 2 * this.#bytesWhenNew;
    this.#writing = this.#write(anew);
    // Nobody may be waiting: a failure is then told by `failing` alone.
    this.#writing
      .then(
        () => waiting?.resolve(),
        (error) => waiting?.reject(error),
      )
      .finally(() => this.#again());
    return this.#writing;
  }

  #again(): void {
    this.#writing = undefined;
    if (this.#settling && this.failing === undefined) this.#flush();
    else if (this.#notes.length > 0 || this.failing !== undefined)
      this.#timer ??= setTimeout(() => this.#flush(), laterMs);
  }

  /** What is written is gathered before the first wait, so it is the state of one moment. */
  async #write(anew: boolean): Promise<void> {
    const notes = this.#notes;
    this.#notes = [];
    try {
      if (anew || !this.#handle) await this.#writeAnew();
      else await this.#append(this.#handle, notes);
    } catch (error) {
      const trouble = error instanceof Error ? error.message : String(error);
      if (this.failing === undefined) this.#options.onTrouble(trouble);
      this.failing = trouble;
      throw error;
    }
    if (this.failing !== undefined) this.#options.onTrouble(undefined);
    this.failing = undefined;
  }

  async #append(handle: FileHandle, notes: readonly (() => JournalRecord | undefined)[]): Promise<void> {
    const records: Buffer[] = [];
    for (const make of notes) {
      const record = make();
      if (record) records.push(this.#encoder.encode(record));
    }
    if (records.length === 0) return;
    const bytes = Buffer.concat(records);
    await handle.appendFile(bytes);
    await handle.datasync();
    this.#bytes += bytes.length;
  }

  async #writeAnew(): Promise<void> {
    const encoder = new Encoder();
    const bytes = Buffer.concat([encoder.header(), ...Array.from(this.#options.state(), (one) => encoder.encode(one))]);
    const { dir, file, open } = this.#options;
    const beside = `${dir}/${file}.new`;
    const handle = await open(beside, "w", 0o600);
    try {
      await handle.appendFile(bytes);
      await handle.sync();
      await rename(beside, `${dir}/${file}`);
      await syncDirectory(dir, open);
    } catch (error) {
      await handle.close();
      await unlink(beside).catch(() => undefined);
      throw error;
    }
    await this.#handle?.close();
    this.#handle = handle;
    this.#encoder = encoder;
    this.#bytes = bytes.length;
    this.#bytesWhenNew = bytes.length;
  }
}

/** A rename is on the disk once its directory is (fsync(2)). */
async function syncDirectory(dir: string, open: FileJournalOptions["open"]): Promise<void> {
  const handle = await open(dir, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}

function settling(): Settling {
  let resolve: Settling["resolve"] = () => {};
  let reject: Settling["reject"] = () => {};
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // Whoever asked may have gone by the time it fails.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
