import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { test } from "vitest";
import { lookThrough, onlyDeclaredSockets } from "./only-declared-sockets.ts";
import type { Scene } from "./probe.ts";
import { aDeadPort, aPlainServer } from "./testing/nobody-there.ts";
import { aDeadPid, aProcess, until } from "./testing/processes.ts";
import { aScene } from "./testing/scene.ts";

const quiet = new AbortController().signal;

/** A program that listens where it is told, prints the port, and ends with whoever holds its standard input. */
const listen = (host: string) =>
  `require("node:net").createServer().listen(0, "${host}", function () { console.log(this.address().port) });
   process.stdin.resume().on("end", () => process.exit())`;

async function look(pid: number, declared: Scene["declared"], name = "broker") {
  const processes = [{ pid, name, services: [], ownFiles: [], othersFiles: [] }];
  const [seen] = await onlyDeclaredSockets.look(aScene({ processes, declared }), quiet);
  return seen ?? assert.fail("no observation");
}

async function aListener(code: string) {
  const child = await aProcess(process.execPath, ["-e", code]);
  await until(() => child.printed().endsWith("\n"));
  return Object.assign(child, { port: Number(child.printed().split("\n")[0]) });
}

test("a process that listens where the stack says passes", async () => {
  await using server = await aListener(listen("127.0.0.1"));
  const seen = await look(server.pid, [{ host: "127.0.0.1", port: server.port }]);
  assert.equal(seen.verdict, "pass", seen.evidence);
  assert.match(seen.evidence, new RegExp(`^1 address declared and open: tcp 127.0.0.1:${server.port}; control`));
});

test("one that listens on every address although loopback was declared fails", async () => {
  await using server = await aListener(listen("0.0.0.0"));
  const seen = await look(server.pid, [{ host: "127.0.0.1", port: server.port }]);
  assert.deepEqual([seen.verdict, seen.evidence], ["fail", `not declared: tcp 0.0.0.0:${server.port} by broker`]);
  assert.equal((await look(server.pid, [{ host: "0.0.0.0", port: server.port }])).verdict, "pass");
});

test("where any port was declared, one of that address is it, and none of another", async () => {
  await using server = await aListener(listen("127.0.0.1"));
  assert.equal((await look(server.pid, [{ host: "127.0.0.1", port: 0 }])).verdict, "pass");
  const elsewhere = await look(server.pid, [{ host: "255.255.255.255", port: 0 }]);
  assert.deepEqual(
    [elsewhere.verdict, elsewhere.evidence],
    ["fail", `not declared: tcp 127.0.0.1:${server.port} by broker`],
  );
  await using child = await aProcess("/bin/cat", []);
  assert.equal((await look(child.pid, [{ host: "127.0.0.1", port: 0 }])).verdict, "fail");
});

test("an undeclared listener fails, on UDP and in a child too", async () => {
  const udp = `require("node:dgram").createSocket("udp4").bind(0, "127.0.0.1", function () { console.log(this.address().port) })`;
  await using speaker = await aListener(udp);
  const seen = await look(speaker.pid, [{ host: "127.0.0.1", port: speaker.port }]);
  assert.deepEqual([seen.verdict, seen.evidence], ["fail", `not declared: udp 127.0.0.1:${speaker.port} by broker`]);

  const spawning = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(listen("127.0.0.1"))}], { stdio: ["pipe", "inherit", "inherit"] })`;
  await using parent = await aListener(spawning);
  const inChild = await look(parent.pid, []);
  assert.equal(inChild.verdict, "fail");
  assert.match(inChild.evidence, new RegExp(`tcp 127.0.0.1:${parent.port} by broker's child \\d+`));
});

test("a process that may listen where it likes is not judged, and the others are", async () => {
  await using free = await aListener(listen("127.0.0.1"));
  await using server = await aListener(listen("127.0.0.1"));
  const scene = { services: [], ownFiles: [], othersFiles: [] };
  const processes = [
    { ...scene, pid: free.pid, name: "grafana", listensFreely: true },
    { ...scene, pid: server.pid, name: "broker" },
  ];
  const judged = async (declared: Scene["declared"]) =>
    onlyDeclaredSockets.look(aScene({ processes, declared }), quiet);
  assert.equal((await judged([{ host: "127.0.0.1", port: server.port }]))[0]?.verdict, "pass");
  assert.match(
    (await judged([]))[0]?.evidence ?? "",
    new RegExp(`^not declared: tcp 127.0.0.1:${server.port} by broker$`),
  );
});

test("a declared address on which nobody listens fails", async () => {
  await using child = await aProcess("/bin/cat", []);
  const port = await aDeadPort();
  const seen = await look(child.pid, [{ host: "127.0.0.1", port }]);
  assert.deepEqual([seen.verdict, seen.evidence], ["fail", `declared, but nobody listens: 127.0.0.1 ${port}`]);
});

test("this process itself is judged like any other, without the sockets of the control", async () => {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  await using server = await aPlainServer();
  const seen = await look(process.pid, [{ host: "127.0.0.1", port: server.port }], "me");
  assert.deepEqual(
    [seen.verdict, seen.evidence],
    ["fail", `not declared: udp 127.0.0.1:${socket.address().port} by me`],
  );
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  assert.equal((await look(process.pid, [{ host: "127.0.0.1", port: server.port }])).verdict, "pass");
});

test("a process that is gone, or a stack of which none runs, is unknown", async () => {
  assert.equal((await look(await aDeadPid(), [])).verdict, "unknown");
  const [seen] = await onlyDeclaredSockets.look(aScene({ declared: [{ host: "127.0.0.1", port: 1 }] }), quiet);
  assert.equal(seen?.verdict, "unknown");
  assert.deepEqual(await onlyDeclaredSockets.look(aScene(), quiet), []);
});

test("a view that does not even show our own sockets proves nothing", async () => {
  const blind = { readChildren: () => new Map(), openSocketsOf: async () => [] };
  const processes = [{ pid: process.pid, name: "me", services: [], ownFiles: [], othersFiles: [] }];
  const [seen] = await lookThrough(blind, aScene({ processes }), quiet);
  assert.deepEqual([seen?.verdict, seen?.evidence], ["unknown", "control: a TCP socket of our own was not seen"]);
});
