/** Starts a mosquitto with a copy of its settings beside the one that runs, and ends it once it says that it is running. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import type { Program } from "../../../model/machine.ts";
import { mosquittoTraits } from "../../../model/versions.ts";
import { addMosquittoFiles } from "../find/mosquitto-files.ts";
import { Texts } from "../find/read-config.ts";
import { secretsIn, telling } from "../mask.ts";
import { cleanEnvironment, runProgram } from "../run-program.ts";
import { movedSettings } from "./moved-settings.ts";

/** It opens its listeners in no time; certificates of a slow machine take longer. Milliseconds. */
const runsWithinMs = 30_000;
const endMs = 1000;

export async function tryMosquitto(program: Program, signal: AbortSignal): Promise<readonly string[] | undefined> {
  const { executable, configs, version, account } = program;
  const path = configs[0]?.path;
  if (executable === undefined || path === undefined) return undefined;
  const texts = new Texts();
  await addMosquittoFiles(texts, path, undefined, "/");
  const wrong = texts.problems.filter(({ severity }) => severity === "error").map(({ what }) => what);
  if (wrong.length > 0) return wrong;
  const secrets = secretsIn({ ...program, configs: texts.configs });
  if (mosquittoTraits(version).testConfig) {
    const { status, stdout, stderr } = await runProgram(
      [executable, "-c", path, "--test-config"],
      { withinMs: runsWithinMs },
      signal,
    );
    if (status !== 0) return telling(`${stdout}\n${stderr}`, secrets);
  }
  const directory = await mkdtemp(join(tmpdir(), "edgeward-trial-"));
  try {
    const { main, original } = await copy(texts, path, directory, account.user);
    const said = await runUntilItSays(executable, main, signal);
    if (said === undefined) return [];
    const words = telling(original(said), secrets);
    return words.length > 0 ? words : ["it ended without a word"];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Directories of includes keep their order and their files' names; root's own, since the program reads them before it changes its user. */
async function copy({ configs }: Texts, path: string, directory: string, user: string) {
  const texts = configs.filter(({ format }) => format === "mosquitto");
  const [main, ...included] = texts;
  const wanted = texts.flatMap(({ text }) => text.match(/^\s*(?:listener|port)\b/gm) ?? []).length;
  const ports = await freePorts(wanted + 1);
  const places = new Map<string, string>();
  const moving = {
    nextPort: () => ports.shift() ?? 0,
    includeDirectory: (named: string) => {
      const from = resolve("/", named);
      const to = places.get(from) ?? join(directory, `include-${places.size}`);
      places.set(from, to);
      return to;
    },
  };
  const moved = movedSettings(main?.text ?? "", moving);
  let { opens, binds } = moved;
  for (const to of places.values()) await mkdir(to, { mode: 0o700 });
  for (const file of included) {
    const to = places.get(dirname(file.path));
    const inner = movedSettings(file.text, moving);
    opens ||= inner.opens;
    binds ||= inner.binds;
    if (to !== undefined) await writeFile(join(to, basename(file.path)), inner.text, { mode: 0o600 });
  }
  // Without any listener it would open 1883, which the one that runs has.
  const listener = opens ? [] : binds ? [`port ${moving.nextPort()}`] : [`listener ${moving.nextPort()} 127.0.0.1`];
  const own = ["log_dest stderr", "log_type all", `user ${user}`, ...listener, ""];
  const copied = join(directory, "mosquitto.conf");
  await writeFile(copied, [moved.text, ...own].join("\n"), { mode: 0o600 });
  const original = (words: string) =>
    [...places].reduce((text, [from, to]) => text.replaceAll(to, from), words).replaceAll(copied, path);
  return { main: copied, original };
}

/** @returns undefined: it runs; else what it said */
async function runUntilItSays(executable: string, config: string, signal: AbortSignal): Promise<string | undefined> {
  const child = spawn(executable, ["-c", config], {
    stdio: ["ignore", "ignore", "pipe"],
    cwd: "/",
    env: cleanEnvironment,
  });
  const gone = new Promise<void>((done) => child.once("close", () => done()).once("error", () => done()));
  const timer = setTimeout(() => child.kill("SIGKILL"), runsWithinMs);
  const end = () => void child.kill("SIGKILL");
  signal.addEventListener("abort", end, { once: true });
  try {
    const [runs, said] = await listen(child);
    if (signal.aborted) signal.throwIfAborted();
    return runs ? undefined : said;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
    child.kill("SIGTERM");
    // One with websockets waits for traffic before it looks at signals; nothing of this copy is worth waiting for.
    const late = setTimeout(end, endMs);
    await gone;
    clearTimeout(late);
  }
}

/** `mosquitto version 2.0.11 running`, the last thing it does before it serves. @see mosquitto, src/mosquitto.c, main */
function listen(child: ChildProcess): Promise<readonly [runs: boolean, said: string]> {
  return new Promise((done) => {
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-64_000);
      if (/^(?:\d+: |\S+ )?mosquitto version \S+ running$/m.test(said)) done([true, said]);
    });
    child.once("error", (error) => done([false, error.message]));
    child.once("close", () => done([false, said]));
  });
}

/** Held all at once, so that no two are the same; somebody may still take one in the moment between. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((done, fail) => server.once("error", fail).listen(0, "127.0.0.1", done));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}
