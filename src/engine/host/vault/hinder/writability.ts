/** Whether the system would let us change a path: file systems that are mounted read-only, rights, attributes such as immutable. */
import { constants, type PathLike } from "node:fs";
import { dirname } from "node:path";
import type { Files } from "../../../../disk/files.ts";
import type { FileChange, Hindrance } from "../../../vault.ts";
import { isGone } from "../look.ts";

export class Writability {
  readonly #files: Files;
  readonly #mounts: ReadonlySet<string>;
  /** By directory: why nothing can be made or replaced in it. Ten thousand files are often in a few. */
  readonly #directories = new Map<string, string | undefined>();

  constructor(files: Files, mounts: ReadonlySet<string>) {
    this.#files = files;
    this.#mounts = mounts;
  }

  static async onThisMachine(files: Files): Promise<Writability> {
    const text = await files.readFile("/proc/self/mountinfo", "utf8").catch(() => "");
    return new Writability(files, new Set(text.split("\n").map((line) => unescaped(line.split(" ")[4] ?? ""))));
  }

  /** @param owner of what is there */
  async of(change: FileChange, isThere: boolean, owner?: number): Promise<Hindrance | undefined> {
    const { path, kind } = change;
    const ownRights = kind === "permit" || (kind === "make-directory" && isThere);
    if (!ownRights) {
      const why = await this.#directory(dirname(path));
      if (why) return denied(path, `nothing can be written in ${dirname(path)}: ${why}`);
      if (isThere && this.#mounts.has(path))
        return denied(path, `${path} cannot be replaced: it is mounted from elsewhere`);
    }
    const why = isThere ? await this.#refused(path) : undefined;
    // To replace a file, or to change its mode, one need not be able to write to it.
    if (why && why !== "EACCES") return denied(path, `${path} cannot be changed: ${inWords(why)}`);
    const user = process.geteuid?.() ?? 0;
    if (user === 0 || kind === "remove") return undefined;
    if (ownRights && owner !== user) return denied(path, `${path} belongs to another account`);
    const { uid, gid } = change.rights;
    const mayGive = uid === user && (gid === process.getegid?.() || process.getgroups?.().includes(gid));
    return mayGive ? undefined : denied(path, `${path} cannot be given to account ${uid}:${gid}`);
  }

  /** The vault, or the directory that it would be made in. */
  async ofVault(path: string): Promise<Hindrance | undefined> {
    for (let at = path; ; at = dirname(at)) {
      const why = await this.#refused(at, constants.W_OK | constants.X_OK);
      if (why !== "ENOENT") return why ? denied(path, `${path} cannot be written: ${inWords(why)}`) : undefined;
    }
  }

  async #directory(path: string): Promise<string | undefined> {
    if (!this.#directories.has(path)) {
      const why = await this.#refused(path, constants.W_OK | constants.X_OK);
      this.#directories.set(path, why && inWords(why));
    }
    return this.#directories.get(path);
  }

  /** @see access(2): asks with the real user's rights, which for us are the effective one's. */
  async #refused(path: PathLike, mode = constants.W_OK): Promise<string | undefined> {
    try {
      await this.#files.access(path, mode);
      return undefined;
    } catch (cause) {
      return isGone(cause) ? "ENOENT" : ((cause as NodeJS.ErrnoException).code ?? String(cause));
    }
  }
}

function inWords(code: string): string {
  const words: Readonly<Record<string, string>> = {
    EROFS: "its file system is mounted read-only",
    EPERM: "it has the attribute immutable (lsattr shows it)",
    EACCES: "this account may not",
  };
  return words[code] ?? code;
}

function denied(path: string, what: string): Hindrance {
  const remedies = "Run as root, on a file system that is mounted read-write; chattr -i takes the attribute away.";
  return { path, why: "not-writable", what, remedy: remedies };
}

/** @see proc_pid_mountinfo(5): space, tab, newline and backslash are written in octal. */
function unescaped(field: string): string {
  return field.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
