/**
 * Starts a host process that may open nothing but the program, its own files and its own data.
 * @see Node.js documentation, "Permission Model": --permission (from 23.5; --experimental-permission before), --allow-fs-read,
 * --allow-fs-write, --allow-child-process
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import type { Writable } from "node:stream";
import { Fault } from "../../model/fault.ts";
import { controlSocket, type Layout, logFile } from "../../model/layout.ts";
import type { Host } from "../../model/plan.ts";
import { passedOn } from "./environment.ts";
import { markName } from "./orphans.ts";
import { privateDirectory } from "./private-directory.ts";
import { identify } from "./processes.ts";
import type { HostRecord } from "./state.ts";

export interface HostProgram {
  /** The built program that hosts services. */
  readonly path: string;
  /** Directories of code that it loads: its own, and its packages'. */
  readonly code: readonly string[];
}

export async function spawnHost(
  host: Host,
  program: HostProgram,
  layout: Layout,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<HostRecord> {
  for (const directory of [layout.root, layout.run, ...own(host, layout), ...host.write]) {
    await privateDirectory(directory, layout);
  }
  await using log = await open(logFile(layout, host.name), "a", 0o600);
  const child = spawn(
    process.execPath,
    [...permissions(host, program, layout), program.path, controlSocket(layout, host.name), logFile(layout, host.name)],
    {
      // In a session of its own: Ctrl-C in the terminal is for `up` alone, which then ends the services in order.
      detached: true,
      cwd: layout.root,
      stdio: [host.takesInput ? "inherit" : "ignore", log.fd, log.fd, "pipe"],
      env: { ...passedOn(environment), [markName]: controlSocket(layout, host.name) },
    },
  );
  const failed = new Promise<Error>((resolve) => child.once("error", resolve));
  const token = randomBytes(32).toString("base64url");
  const pipe = child.stdio[3] as Writable;
  // A process that is gone before it could read says why in its log.
  pipe.on("error", () => {}).end(token);
  child.unref();
  const id = child.pid === undefined ? undefined : await identify(child.pid);
  if (id) return { ...id, token };
  throw new Fault("start-failed", `the process ${host.name} did not start`, `Look at ${logFile(layout, host.name)}.`, {
    cause: child.pid === undefined ? await failed : undefined,
  });
}

/** @throws Fault "bad-input" for a path that Node would read as a pattern */
function permissions(host: Host, program: HostProgram, layout: Layout): readonly string[] {
  const allowed = process.allowedNodeEnvironmentFlags;
  const flag = allowed.has("--permission") ? "--permission" : "--experimental-permission";
  const write = [...host.write, ...own(host, layout)];
  const read = [...program.code, ...host.read, ...write];
  const pattern = read.find((path) => path.includes("*"));
  if (pattern !== undefined)
    throw new Fault(
      "bad-input",
      `${pattern} has a * in its name`,
      "Rename the directory: Node's permissions would read the * as a pattern.",
    );
  return [
    flag,
    "--disable-warning=ExperimentalWarning",
    "--disable-warning=SecurityWarning",
    // Young objects of a busy data path fill whatever they are given: with V8's 16 MB the store held 34 MB more, and was no faster.
    "--max-semi-space-size=4",
    ...(allowed.has("--allow-net") ? ["--allow-net"] : []),
    ...(host.mayStartPrograms ? ["--allow-child-process"] : []),
    ...outermost(read).map((path) => `--allow-fs-read=${path}`),
    ...outermost(write).map((path) => `--allow-fs-write=${path}`),
  ];
}

/** Each path once, and none within another: Node 20 aborts on a path that it was given before. */
function outermost(paths: readonly string[]): readonly string[] {
  const once = [...new Set(paths)];
  return once.filter((path) => !once.some((other) => path !== other && path.startsWith(`${other}/`)));
}

/** Directories for its log and its control socket. */
function own(host: Host, layout: Layout): readonly string[] {
  return [dirname(logFile(layout, host.name)), dirname(controlSocket(layout, host.name))];
}
