/** The shell is this machine's; its output is framed as an engine does it. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { Duplex, Transform } from "node:stream";
import { test } from "vitest";
import { arrivalsOf, arrivalsScript } from "./datagrams.ts";
import { Shell } from "./shell.ts";

const never = new AbortController().signal;

function aShell(): { readonly shell: Shell; end(): void } {
  const child = spawn("/bin/sh", [], { stdio: ["pipe", "pipe", "ignore"] });
  const framed = new Transform({
    transform(chunk: Buffer, _, done) {
      const head = Buffer.alloc(8);
      head.writeUInt8(1, 0);
      head.writeUInt32BE(chunk.length, 4);
      done(null, Buffer.concat([head, chunk]));
    },
  });
  child.stdin.on("error", () => undefined);
  const duplex = Duplex.from({ writable: child.stdin, readable: child.stdout.pipe(framed) });
  duplex.on("error", () => undefined);
  return { shell: new Shell(duplex, "unix:///test"), end: () => void child.kill() };
}

test("scripts run side by side, each with its own words and its own output", async () => {
  const { shell, end } = aShell();
  const words = ["it's", "a b", '$HOME `id` "x"\\', ""];
  const script = 'for word in "$@"; do echo "<$word>"; done';
  const slow = shell.run('read -r any || echo "no input"; sleep 0.3; echo slow', [], never);
  const all = await Promise.all(Array.from({ length: 20 }, (_, i) => shell.run(script, [...words, `${i}`], never)));
  const expected = words.map((word) => `<${word}>\n`).join("");
  assert.deepEqual(
    all,
    all.map((_, i) => `${expected}<${i}>\n`),
  );
  assert.equal(await slow, "no input\nslow\n");
  end();
});

test("one that lasts is heard while it runs, and a shell that ends is told", async () => {
  const { shell, end } = aShell();
  const lasting = shell.start("echo ready; sleep 30", []);
  await lasting.until(() => lasting.said() === "ready\n", never);
  assert.equal(lasting.isOver(), false);
  const given = new AbortController();
  const waiting = lasting.until(() => false, given.signal);
  given.abort(new Error("given up"));
  await assert.rejects(waiting, /given up|aborted/);
  const unheard = shell.run("sleep 30", [], never);
  end();
  shell.close();
  await assert.rejects(unheard, { code: "unreachable" });
  await assert.rejects(shell.run("echo late", [], never), { code: "unreachable" });
});

test("a kernel's counts are read, and one that does not count ESP says so", async () => {
  const { shell, end } = aShell();
  const here = arrivalsOf(await shell.run(arrivalsScript, [], never));
  assert.ok(Number.isInteger(here.datagrams) && Number.isInteger(here.strays));
  end();
  const said = "Ip:InUnknownProtos 2\nUdp:InDatagrams 7\nUdp:NoPorts 3\n";
  assert.deepEqual(arrivalsOf(said), { datagrams: 7, strays: 3 });
  assert.deepEqual(arrivalsOf(`${said}XfrmInNoStates  \t5\n`), { datagrams: 7, strays: 3, esp: 7 });
});
