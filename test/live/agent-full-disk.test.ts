import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, statfs, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Outbox } from "../../src/service/agent/buffer/outbox.ts";
import { scratch } from "../../src/service/agent/testing/scratch.ts";

const mayMount = spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).status === 0;

/** A file system of 256 KiB. */
async function smallDisk(dir: string): Promise<{ readonly at: string } & AsyncDisposable> {
  const at = join(dir, "disk");
  await mkdir(at);
  const run = (command: string, ...args: string[]) =>
    assert.equal(spawnSync(command, args).status, 0, `${command} ${args.join(" ")}`);
  run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", at);
  return {
    at,
    async [Symbol.asyncDispose]() {
      run("umount", "-l", at);
    },
  };
}

test.skipIf(!mayMount)(
  "a disk that others fill does not stop the buffer; when there is room again, it is used again",
  async () => {
    await using here = await scratch();
    await using disk = await smallDisk(here.dir);
    const said: string[] = [];
    let now = 0;
    const dir = join(disk.at, "buffer");
    const box = new Outbox({
      dir,
      limitBytes: 1 << 20,
      memoryBytes: 64_000,
      diskAgainMs: 10,
      restMs: 0,
      elapsed: () => now,
      say: (what) => said.push(what),
    });
    const put = () => box.append("a", undefined, (seq) => Buffer.from(`${seq} ${".".repeat(1_000)}`));
    const seqs = () => box.read(0, { messages: 1e6, bytes: 1e9 }).messages.map(({ seq }) => seq);
    for (let i = 0; i < 10; i++) put();
    const { bavail, bsize } = await statfs(disk.at);
    await writeFile(join(disk.at, "others"), Buffer.alloc((bavail - 1) * bsize));
    for (let i = 0; i < 40; i++) put();
    expect(box.trouble).toMatch(/ENOSPC/);
    assert.deepEqual(
      seqs(),
      Array.from({ length: 50 }, (_, i) => i + 1),
    );
    await truncate(join(disk.at, "others"), 0);
    now = 20;
    put();
    expect([box.trouble, said.at(-1)]).toEqual([undefined, expect.stringMatching(/takes messages again/)]);
    assert.equal(seqs().length, 51);
    await box.close();
  },
);
