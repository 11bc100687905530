/**
 * Starts a host process that may open nothing but the program, its own files and its own data.
 * @see Node.js documentation, "Permission Model": --permission (from 23.5; --experimental-permission before), --allow-fs-read,
 * --allow-fs-write, --allow-child-process
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, lstat, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import type { Writable } from "node:stream";
import { Fault } from "../../model/fault.ts";
import { controlSocket, type Layout, logFile } from "../../model/layout.ts";
import type { Host } from "../../model/plan.ts";
import { markName } from "./orphans.ts";
import { identify } from "./processes.ts";
import type { HostRecord } from "./state.ts";

export interface HostProgram {
  /** The built program that hosts services. */
  readonly path: string;
  /** Directories of code that it loads: its own, and its packages'. */
  readonly code: readonly string[];
}

/** Environment that a host process gets: what the system needs, nothing of the caller's own. */
const passedOn = ["PATH", "LANG", "LC_ALL", "TZ", "TMPDIR"];

export async function spawnHost(
  host: Host,
  program: HostProgram,
  layout: Layout,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<HostRecord> {
  for (const directory of [layout.root, layout.run, ...own(host, layout), ...host.write]) {
    await privateDirectory(
      directory,
      [layout.root, layout.run].some((root) => `${directory}/`.startsWith(`${root}/`)),
    );
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
      env: {
        ...Object.fromEntries(
          passedOn.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
        ),
        [markName]: controlSocket(layout, host.name),
      },
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

/**
 * Makes the directory, or closes one that is there: only its owner may look in.
 * @param ours whether it lies among what we made; a directory that a person mounted keeps its rights, and the probes judge them
 */
async function privateDirectory(path: string, ours: boolean): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    const found = await lstat(path);
    // In a directory that others can write to, a link of theirs could lead our chmod, and then our sockets, elsewhere.
    if (found.isSymbolicLink()) throw new Error("it is a symbolic link");
    // Whoever owns it could open it again behind our back.
    if (ours && found.uid !== process.getuid?.()) throw new Error("it belongs to another user");
    if (found.isDirectory() && ours) await chmod(path, 0o700);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "EEXIST") return;
    if (code === "ENOSPC")
      throw new Fault(
        "disk-full",
        `there is no room to make ${path}`,
        "Free some disk space, then run `edgeward up` again.",
        { cause },
      );
    throw new Fault(
      "no-permission",
      `${path} cannot be made private to this user`,
      "Run as the user who owns it, or change its owner.",
      { cause },
    );
  }
}
