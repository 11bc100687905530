/** The vault's own directory: its ledger, its originals, and the lock that lets one process at a time change files. */
import { dirname, join } from "node:path";
import { type Files, nodeFiles } from "../../../../disk/files.ts";
import { hold } from "../../../../disk/hold.ts";
import { makeDirectory } from "../../../../disk/make-directory.ts";
import { removeFile, syncDirectory } from "../../../../disk/write-whole.ts";
import { Fault } from "../../../../model/fault.ts";
import { look } from "../look.ts";
import { permit } from "../permit.ts";
import { Blobs } from "./blobs.ts";
import { type Ledger, ledgerFile, readLedger, writeLedger } from "./ledger.ts";

const lockFile = "lock";

export class Store {
  readonly directory: string;
  readonly files: Files;
  readonly blobs: Blobs;
  #held: AsyncDisposable | undefined;

  constructor(directory: string, files: Files = nodeFiles) {
    this.directory = directory;
    this.files = files;
    this.blobs = new Blobs(directory, files);
  }

  read(): Promise<Ledger> {
    return readLedger(this.directory, this.files);
  }

  write(ledger: Ledger): Promise<void> {
    return writeLedger(this.directory, ledger, this.files);
  }

  async exists(): Promise<boolean> {
    return (await look(this.directory, this.files)).kind === "directory";
  }

  /**
   * @returns false when this vault had it before
   * @throws Fault "not-ready", "no-permission", "disk-full"
   */
  async take(): Promise<boolean> {
    if (this.#held) return false;
    await this.#prepare();
    this.#held = await hold(join(this.directory, lockFile));
    if (this.#held) return true;
    throw new Fault("not-ready", "another run is changing files on this machine", "Wait until it has ended.");
  }

  async release(): Promise<void> {
    await this.#held?.[Symbol.asyncDispose]();
    this.#held = undefined;
  }

  /** Removes what the ledger does not name. Nothing of us stays where nothing is kept; the lock goes last, while we have it. */
  async sweep(ledger: Ledger): Promise<void> {
    await this.blobs.sweep(ledger);
    await removeFile(join(this.directory, `${ledgerFile}.new`), this.files);
    if (ledger.kept.length > 0 || ledger.open) return;
    await removeFile(join(this.directory, ledgerFile), this.files);
    await removeFile(join(this.directory, lockFile), this.files);
    await this.files.rmdir(this.directory).catch(() => undefined);
  }

  async #prepare(): Promise<void> {
    const made = await makeDirectory(this.directory, 0o700);
    for (let at = this.directory; made && at !== dirname(made); at = dirname(at)) {
      await syncDirectory(dirname(at), this.files);
    }
    const { uid, gid } = await this.files.lstat(this.directory);
    const isOurs = uid === process.geteuid?.() && (await permit(this.directory, { uid, gid, mode: 0o700 }, this.files));
    if (isOurs) return;
    const remedy = "Move it away, and find out whose it is.";
    throw new Fault("no-permission", `${this.directory} is not a directory of ours`, remedy);
  }
}
