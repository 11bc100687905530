/** The originals' bytes, each in a file named by its SHA-256: the same bytes are kept once, and damage shows. */
import { join } from "node:path";
import type { Files } from "../../../../disk/files.ts";
import { makeDirectory } from "../../../../disk/make-directory.ts";
import { placeWhole, removeFile, syncDirectory } from "../../../../disk/write-whole.ts";
import { Fault } from "../../../../model/fault.ts";
import { sha256 } from "../look.ts";
import type { Ledger } from "./ledger.ts";

const folder = "originals";

export class Blobs {
  readonly #directory: string;
  readonly #files: Files;

  constructor(vault: string, files: Files) {
    this.#directory = join(vault, folder);
    this.#files = files;
  }

  /** Lasts a power failure only after `settle`. @throws Fault "disk-full", "no-permission" */
  async save(bytes: Uint8Array, name: string): Promise<void> {
    const path = join(this.#directory, name);
    if ((await this.#bytesAt(path))?.equals(bytes)) return;
    await placeWhole({ path, content: bytes, mode: 0o600, temporary: `${path}.new` }, this.#files);
  }

  async prepare(): Promise<void> {
    await makeDirectory(this.#directory, 0o700);
  }

  async settle(): Promise<void> {
    await syncDirectory(this.#directory, this.#files);
  }

  /** @throws Fault "state-damaged" */
  async load(name: string): Promise<Buffer> {
    const path = join(this.#directory, name);
    const bytes = await this.#bytesAt(path);
    if (bytes && sha256(bytes) === name) return bytes;
    const remedy = "Put it back from a backup; nothing else that was saved is lost.";
    throw new Fault("state-damaged", `${path} is no longer the original that was saved there`, remedy);
  }

  /** Removes what the ledger does not name; the folder too, when it is empty then. */
  async sweep({ kept, open }: Ledger): Promise<void> {
    const wanted = new Set(
      [...kept, ...(open?.entries ?? [])].flatMap(({ original }) => (original.kind === "file" ? original.sha256 : [])),
    );
    const names = await this.#files.readdir(this.#directory).catch(() => []);
    for (const name of names) if (!wanted.has(name)) await removeFile(join(this.#directory, name), this.#files);
    if (wanted.size === 0) await this.#files.rmdir(this.#directory).catch(() => undefined);
  }

  async #bytesAt(path: string): Promise<Buffer | undefined> {
    return this.#files.readFile(path).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === "ENOENT") return undefined;
      throw cause;
    });
  }
}
