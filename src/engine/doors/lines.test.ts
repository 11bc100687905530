/** With this machine's own busybox in place of one in a container. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, test } from "vitest";
import { lineScript } from "./line.ts";
import { escaped, Until } from "./line-words.ts";
import { Lines } from "./lines.ts";

const { signal } = new AbortController();
const shell = "busybox";
const missing = spawnSync(shell, ["true"]).error !== undefined;

async function aServer(take: (socket: Socket) => void) {
  const server = createServer({ allowHalfOpen: true }, (socket) => take(socket.on("error", () => socket.destroy())));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { hosts: ["127.0.0.1"], port, [Symbol.asyncDispose]: async () => void server.close() };
}

function aPool() {
  const programs: ReturnType<typeof spawn>[] = [];
  const lines = new Lines(async () => {
    const program = spawn(shell, ["sh", "-c", lineScript(5)], { stdio: ["pipe", "pipe", "ignore"] });
    programs.push(program);
    return Duplex.from({ writable: program.stdin, readable: program.stdout });
  });
  return {
    programs,
    open: (order: { readonly hosts: readonly string[]; readonly port: number }) => lines.open(order, signal),
    [Symbol.asyncDispose]: async () => {
      lines[Symbol.dispose]();
      for (const program of programs) if (program.kill()) await once(program, "close");
    },
  };
}

const everyByte = Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7 + (i >> 8)) & 255));

describe.skipIf(missing)(`lines${missing ? ", not run here: no busybox" : ""}`, () => {
  test("every byte goes there and back, one connection after the other over one program", async () => {
    await using echo = await aServer((socket) => void socket.pipe(socket));
    await using pool = aPool();
    for (const bytes of [everyByte, Buffer.from("end"), Buffer.from("open x 1 y\nend\n"), Buffer.alloc(0)]) {
      const call = await pool.open(echo);
      call.end(bytes);
      assert.deepEqual(await buffer(call), bytes);
    }
    assert.equal(pool.programs.length, 1);
  });

  test("a server that hangs up ends its connection at once, and what was still sent to it reaches nobody else", async () => {
    await using rude = await aServer((socket) => void socket.end("no\n"));
    await using echo = await aServer((socket) => void socket.pipe(socket));
    await using pool = aPool();
    const call = await pool.open(rude);
    const said = buffer(call);
    call.write("left over");
    assert.equal((await said).toString(), "no\n");
    const next = await pool.open(echo);
    next.end("mine");
    assert.equal((await buffer(next)).toString(), "mine");
    assert.equal(pool.programs.length, 1);
  });

  test("a caller who goes away hangs up on the server, and its line is free again", async () => {
    let ended = () => {};
    const hungUp = new Promise<void>((resolve) => {
      ended = resolve;
    });
    await using patient = await aServer((socket) => {
      socket.write("hello");
      socket.resume().once("end", () => {
        socket.end("late words");
        ended();
      });
    });
    await using pool = aPool();
    const call = await pool.open(patient);
    await once(call, "data");
    call.destroy();
    await hungUp;
    const next = await pool.open(patient);
    assert.equal(String((await once(next, "data"))[0]), "hello", "nothing of the one before");
    next.destroy();
  });

  test("connections at the same time have a program each; one that reaches nobody ends without a word", async () => {
    await using echo = await aServer((socket) => void socket.pipe(socket));
    await using pool = aPool();
    const calls = await Promise.all([1, 2, 3].map(() => pool.open(echo)));
    for (const [i, call] of calls.entries()) call.end(String(i));
    const said = await Promise.all(calls.map(async (call) => String(await buffer(call))));
    assert.deepEqual([said, pool.programs.length], [["0", "1", "2"], 3]);
    const { port } = echo;
    await echo[Symbol.asyncDispose]();
    const nobody = await pool.open({ hosts: ["127.0.0.1"], port });
    assert.equal((await buffer(nobody)).length, 0);
  });

  test("the last byte of an answer comes, also where it could begin what ends a connection", async () => {
    // It waits to be asked again after each; marks are of hexadecimal digits.
    const answers = [..."0123456789abcdef"];
    await using server = await aServer((socket) => {
      let next = 0;
      socket.on("data", () => socket.write(`answer ${answers[next++ % answers.length]}`));
    });
    await using pool = aPool();
    const call = await pool.open(server);
    for (const answer of answers) {
      call.write("?");
      let said = "";
      while (said.length < "answer 0".length) said += String((await once(call, "data"))[0]);
      assert.equal(said, `answer ${answer}`);
    }
    call.destroy();
  });

  test("when a program ends, its connection breaks, and the next has another", async () => {
    await using echo = await aServer((socket) => void socket.pipe(socket));
    await using pool = aPool();
    const call = await pool.open(echo);
    const broke = once(call, "error");
    pool.programs[0]?.kill("SIGKILL");
    assert.match(String((await broke)[0]), /has ended/);
    const next = await pool.open(echo);
    next.end("again");
    assert.equal(String(await buffer(next)), "again");
  });
});

test("a program that cannot be started is told to whoever waits for it, and the next is tried anew", async () => {
  let tries = 0;
  using lines = new Lines(async () => {
    tries += 1;
    throw new Error("no room");
  });
  for (const _ of [1, 2]) await assert.rejects(lines.open({ hosts: ["x"], port: 1 }, signal), /no room/);
  assert.equal(tries, 2);
});

test("what was held and handed on is not handed on again, and a mark that began with it is still found", () => {
  const until = new Until("MARK");
  const heard = (text: string) => {
    const { before, isOver } = until.hear(Buffer.from(text));
    return `${before}${isOver ? "!" : ""}`;
  };
  assert.deepEqual(
    [heard("aMA"), until.release().toString(), until.release().toString(), heard("M"), heard("Ab"), heard("M")],
    ["a", "MA", "", "", "MAb", ""],
  );
  assert.deepEqual([until.release().toString(), heard("A"), heard("RK zzz")], ["M", "", "!"]);
});

test("no line of what is sent is an order, and a mark is found wherever it is cut", () => {
  for (const text of ["end", "open a 1 b", "-n", "a".repeat(3_000)])
    for (const line of escaped(Buffer.from(text)).split("\n")) assert.match(line, /^\\[0-7]{3}[0-9A-Za-z\\]*$/);
  for (let cut = 1; cut < 12; cut += 1) {
    const until = new Until("MAMARK");
    const whole = Buffer.from("xMAMAMARK zzz");
    const [one, two] = [until.hear(whole.subarray(0, cut)), until.hear(whole.subarray(cut))];
    const before = Buffer.concat(one.isOver ? [one.before] : [one.before, two.before]).toString();
    assert.deepEqual([before, one.isOver || two.isOver], ["xMA", true]);
  }
});
