/** What a command line may name in odd ways: pipes, the standard input, places where nothing can be written. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { main } from "./a-stack.ts";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "edgeward-line-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const web = "services: { web: { image: 'nginx:1.27', restart: unless-stopped } }\n";

async function edgeward(args: readonly string[], { input = "", interrupt = false } = {}) {
  const child = spawn(process.execPath, [main, ...args], { cwd: directory });
  const said = { out: "", err: "" };
  child.stdout.on("data", (chunk) => (said.out += chunk));
  child.stderr.on("data", (chunk) => (said.err += chunk));
  child.stdin.on("error", () => undefined).end(input);
  // Whenever it comes, it ends the command: before it listens for signals, while it waits, or after.
  if (interrupt) setTimeout(() => child.kill("SIGINT"), 1_000);
  const [status] = await once(child, "close");
  return { status, ...said };
}

test("a compose file may come from the standard input", async () => {
  const { status, out } = await edgeward(["convert", "-f", "-", "-o", "-"], { input: web });
  expect([status, out.includes("nginx:1.27")]).toEqual([0, true]);
});

test("who runs local programs later needs a file, and is told so", async () => {
  const { status, err } = await edgeward(["harden", "-f", "-", "-o", "out"], { input: web });
  expect([status, /-f/.test(err)]).toEqual([2, true]);
});

test("a waiver that waives nothing is told, and the stack file is written all the same", async () => {
  const args = ["convert", "-f", "-", "-o", "stack.yml", "--waive", "web:privileged"];
  const { status, out } = await edgeward(args, { input: web });
  expect([status, /--waive web:privileged. waives nothing/.test(out)]).toEqual([0, true]);
});

test("Ctrl-C ends the wait for a pipe that nobody writes to", async () => {
  execFileSync("mkfifo", [join(directory, "pipe")]);
  const { status, err } = await edgeward(["convert", "-f", "pipe", "-o", "-"], { interrupt: true });
  expect([status, /interrupted/.test(err)]).toEqual([3, true]);
});

test.each([
  [["convert", "-o", ""]],
  [["convert", "-o", "s.yml", "--report", ""]],
  [["convert", "-o", "s.yml", "--report", "-"]],
  [["convert", "-o", `${"x".repeat(300)}.yml`]],
  [["convert", "-o", "/proc/nowhere/s.yml"]],
  [["convert", "-o", "s.yml", "--waive", "web:privilegd"]],
  [["convert", "-o", "s.yml", "--waive", "wbe:privileged"]],
  [["plan", "--waive", "web:privileged"]],
  [["harden", "-o", "/proc/nowhere"]],
  [["harden", "-o", "compose.yml/out"]],
])("%j is refused in words, soon, and nothing is written", async (args) => {
  await writeFile(join(directory, "compose.yml"), web);
  const { status, err } = await edgeward(args);
  expect([status, /defect/.test(err)]).toEqual([2, false]);
  expect(await readdir(directory)).toEqual(["compose.yml"]);
});

test.each([[["convert", "-o", "s.yml"]], [["plan", "--for", "swarm"]], [["plan"]]])(
  "%j --format json prints JSON also when the input is refused",
  async (args) => {
    await writeFile(join(directory, "compose.yml"), "services: { web: { imag: x } }\n");
    const { status, out } = await edgeward([...args, "--format", "json"]);
    expect([status, JSON.parse(out).problems[0].code]).toEqual([2, "unknown-key"]);
  },
);
