/** A directory as somebody has it, with other accounts' files, and two runs that change it: every kind of change, some twice. */
import { chmod, chown, mkdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { digest } from "../../src/engine/host/vault/testing/a-vault.ts";
import type { FileChange } from "../../src/engine/vault.ts";

/** Debian's nobody and nogroup. */
const nobody = 65_534;
const big = Buffer.alloc(335_000, "# a comment as long as in influxdb.conf\n");

const found: readonly (readonly [name: string, content: string | Buffer, mode: number, changedAtS: number])[] = [
  ["broker.conf", "listener 1883\n", 0o644, 1_600_000_000.123456],
  ["influxdb.conf", big, 0o640, 1_500_000_000],
  ["old.conf", "allow_anonymous true\n", 0o4755, 1_400_000_000],
  ["data.db", "measurements", 0o666, 1_300_000_000],
];

export async function furnish(root: string): Promise<void> {
  await mkdir(join(root, "conf.d"));
  for (const [name, content, mode, changedAtS] of found) {
    const path = join(root, name);
    await writeFile(path, content);
    if (name !== "old.conf") await chown(path, nobody, nobody);
    await chmod(path, mode);
    await utimes(path, changedAtS, changedAtS);
  }
}

export function runsOf(root: string): readonly (readonly FileChange[])[] {
  const at = (...names: string[]) => join(root, ...names);
  const rights = (mode: number, uid = nobody) => ({ uid, gid: nobody, mode });
  const write = (path: string, text: string, before?: string | Buffer): FileChange => ({
    kind: "write",
    path,
    bytes: Buffer.from(text),
    rights: rights(0o600),
    ...(before !== undefined && { before: digest(before) }),
  });
  return [
    [
      { kind: "make-directory", path: at("own"), rights: rights(0o700) },
      { kind: "make-directory", path: at("own", "broker"), rights: rights(0o710, 0) },
      write(at("own", "broker", "passwords"), "a:$7$101$"),
      write(at("broker.conf"), "listener 8883\n", "listener 1883\n"),
      write(at("influxdb.conf"), "[http]\nauth-enabled = true\n".repeat(15_000), big),
      { kind: "remove", path: at("old.conf"), before: digest("allow_anonymous true\n") },
      { kind: "permit", path: at("data.db"), rights: rights(0o600, 0) },
      { kind: "permit", path: at("conf.d"), rights: rights(0o750) },
    ],
    [
      write(at("broker.conf"), "listener 8884\n", "listener 8883\n"),
      { kind: "remove", path: at("own", "broker", "passwords"), before: digest("a:$7$101$") },
      write(at("conf.d", "edgeward.conf"), "[agent]\n"),
      write(at("old.conf"), "allow_anonymous false\n"),
      { kind: "permit", path: at("data.db"), rights: rights(0o640) },
    ],
  ];
}
