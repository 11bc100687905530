/** A vault over real files in a directory of its own, and what all of these are at a moment. */
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, realpath, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Files, nodeFiles } from "../../../../disk/files.ts";
import type { Rights } from "../../../../model/machine.ts";
import type { FileChange, Vault } from "../../../vault.ts";
import { fileVault } from "../file-vault.ts";

export interface AVault extends AsyncDisposable {
  readonly root: string;
  readonly vault: Vault;
  readonly directory: string;
}

/** `root` holds the files of "others"; the vault is beside it. */
export async function aVault(files: Files = nodeFiles): Promise<AVault> {
  const base = await realpath(await mkdtemp(join(tmpdir(), "edgeward-vault-")));
  const root = join(base, "etc");
  await nodeFiles.mkdir(root);
  const directory = join(base, "lib", "vault");
  return {
    root,
    directory,
    vault: fileVault({ directory, now: () => 1_000, files }),
    [Symbol.asyncDispose]: () => rm(base, { recursive: true, force: true }),
  };
}

/** Path → kind, owner, mode, and of a file its bytes and its time of change in microseconds. */
export async function treeOf(root: string): Promise<Readonly<Record<string, string>>> {
  const tree: Record<string, string> = {};
  for (const name of (await readdir(root, { recursive: true })).sort()) {
    const path = join(root, name);
    const { uid, gid, mode, mtimeNs } = await stat(path, { bigint: true });
    const rights = `${uid}:${gid} ${mode.toString(8)}`;
    const isFile = (mode & 0o170000n) === 0o100000n;
    tree[name] = isFile ? `${rights} ${mtimeNs / 1000n} ${digest(await readFile(path))}` : rights;
  }
  return tree;
}

export function digest(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Ours, with this mode. */
export function mine(mode: number): Rights {
  return { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, mode };
}

/** One change of each kind, and files as somebody has them. */
export async function aMachine(root: string): Promise<readonly FileChange[]> {
  await writeFile(join(root, "broker.conf"), "listener 1883\n", { mode: 0o644 });
  await utimes(join(root, "broker.conf"), 1_600_000_000.123456, 1_600_000_000.123457);
  await writeFile(join(root, "old.conf"), "allow_anonymous true\n", { mode: 0o640 });
  await utimes(join(root, "old.conf"), 1_500_000_000, 1_500_000_000);
  await writeFile(join(root, "data.db"), "measurements", { mode: 0o666 });
  return [
    { kind: "make-directory", path: join(root, "own"), rights: mine(0o700) },
    { kind: "write", path: join(root, "own", "passwords"), bytes: Buffer.from("a:$7$"), rights: mine(0o600) },
    {
      kind: "write",
      path: join(root, "broker.conf"),
      before: digest("listener 1883\n"),
      bytes: Buffer.from("listener 8883\n"),
      rights: mine(0o640),
    },
    { kind: "remove", path: join(root, "old.conf"), before: digest("allow_anonymous true\n") },
    { kind: "permit", path: join(root, "data.db"), rights: mine(0o600) },
  ];
}

export async function secured({ vault, root }: AVault): Promise<void> {
  const open = await vault.begin(await aMachine(root), { run: 1 });
  await open.apply();
  await open.commit();
}
