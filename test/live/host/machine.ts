/**
 * A machine to throw away: Debian's own programs, users, paths, ports and init scripts, in namespaces of their own.
 * Invariants: what is written there is gone with it; nothing outside changes; nothing of it outlives the process that made it, because its
 * first process ends with the pipe to us; many may run side by side.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Ended, ended } from "./ended.ts";
import { type FirstProcess, type Init, mounts } from "./first-process.ts";
import { systemd } from "./systemd.ts";

export interface TestMachine extends AsyncDisposable {
  readonly hostName: string;
  /** Its first process, as the machine outside counts. */
  readonly pid: number;
  /** Runs a program there, as root unless told otherwise. Never a shell. It may fail: the status says so. */
  run(argv: readonly string[], how?: RunHow): Promise<Ended>;
  /** As `run`, for what has to work. @returns its standard output */
  ok(argv: readonly string[], how?: RunHow): Promise<string>;
  /** Directories are made; without rights, root's and 0644. */
  write(path: string, text: string, rights?: Partial<TestRights>): Promise<void>;
  read(path: string): Promise<string>;
  /** undefined: nothing is there. Links are not followed. */
  stat(path: string): Promise<TestStat | undefined>;
  /** What runs there, its own first processes left out; numbers as they count there. */
  programs(): Promise<readonly TestProgram[]>;
  /** Waits, without a limit of its own, until somebody listens on a TCP port there. */
  listens(port: number): Promise<void>;
}

interface RunHow {
  readonly stdin?: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface TestRights {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

interface TestStat extends TestRights {
  readonly kind: "file" | "directory" | "link" | "other";
  readonly size: number;
  /** Last change of the contents, in seconds since 1970. */
  readonly changedS: number;
}

interface TestProgram {
  readonly pid: number;
  readonly uid: number;
  readonly name: string;
  readonly argv: readonly string[];
}

/** For temporary files there: /tmp shows what others have in theirs outside, from before. */
export const scratch = "/srv/scratch";

const environment = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LANG: "C.UTF-8",
  HOME: "/root",
  TMPDIR: scratch,
};

/** bash reaps whatever orphan ends, as a first process must; it ends with its standard input, which is the pipe to us. */
const reaping = `${mounts}
echo ready
while read -r _; do :; done
`;

const reaper: FirstProcess = {
  before: 'exec "$@"',
  script: reaping,
  readyLine: "ready",
  settled: async () => {},
  clear: async () => {},
};

/** @param options.init what its first process is: nothing but a reaper of orphans, or the real systemd */
export async function aMachine(
  options: { readonly init?: Init; readonly hostName?: string } = {},
): Promise<TestMachine> {
  const hostName = options.hostName ?? "edge-box";
  const base = await mkdtemp(join(tmpdir(), "edgeward-machine-"));
  const first = options.init === "systemd" ? await systemd() : reaper;
  const apart = [
    "unshare",
    "--mount",
    "--net",
    "--uts",
    "--ipc",
    "--cgroup",
    "--pid",
    "--fork",
    "--kill-child=KILL",
    "--mount-proc",
  ];
  const inside = ["bash", "-c", first.script, "machine", base, hostName];
  const outer = spawn("bash", ["-c", first.before, "before", "setpriv", "--pdeathsig=KILL", ...apart, ...inside], {
    stdio: ["pipe", "pipe", "pipe"],
    env: environment,
  });
  let complaints = "";
  outer.stderr.on("data", (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-4000);
  });
  const gone = once(outer, "close");
  let pid: number | undefined;
  async function dispose(): Promise<void> {
    outer.stdin.end();
    // With the first process goes the whole tree; unshare(1) waits for that, and ends.
    if (pid === undefined) outer.kill("SIGKILL");
    else if (outer.exitCode === null) process.kill(pid, "SIGKILL");
    await gone;
    await first.clear();
    await rm(base, { recursive: true, force: true });
  }
  try {
    await says(outer.stdout, first.readyLine, () => complaints);
    pid = Number((await readFile(`/proc/${outer.pid}/task/${outer.pid}/children`, "utf8")).trim());
    const machine = within(pid, hostName, dispose);
    await first.settled(machine.run);
    return machine;
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function says(stream: NodeJS.ReadableStream, wanted: string, complaints: () => string): Promise<void> {
  for await (const line of createInterface({ input: stream })) {
    if (line === wanted) {
      stream.resume();
      return;
    }
  }
  throw new Error(`The machine did not come up: ${complaints()}`);
}

function within(pid: number, hostName: string, dispose: () => Promise<void>): TestMachine {
  const enter = ["--target", String(pid), "--mount", "--net", "--uts", "--ipc", "--cgroup", "--pid"];
  const run = (argv: readonly string[], how: RunHow = {}): Promise<Ended> => {
    const as =
      how.uid === undefined ? [] : ["setpriv", `--reuid=${how.uid}`, `--regid=${how.gid ?? how.uid}`, "--clear-groups"];
    const where = `--wdns=${how.cwd ?? "/"}`;
    return ended("nsenter", [...enter, where, "--", ...as, ...argv], how.stdin ?? "", { ...environment, ...how.env });
  };
  const ok = async (argv: readonly string[], how?: RunHow): Promise<string> => {
    const { status, stdout, stderr } = await run(argv, how);
    if (status !== 0) throw new Error(`${argv.join(" ")} ended with ${status}: ${stderr}${stdout}`);
    return stdout;
  };
  return {
    hostName,
    pid,
    run,
    ok,
    async write(path, text, rights = {}) {
      const script = 'mkdir -p "$(dirname "$1")" && cat > "$1" && chown "$2:$3" "$1" && chmod "$4" "$1"';
      const { uid = 0, gid = uid, mode = 0o644 } = rights;
      await ok(["sh", "-c", script, "write", path, String(uid), String(gid), mode.toString(8)], { stdin: text });
    },
    read: (path) => ok(["cat", "--", path]),
    async stat(path) {
      const seen = await run(["stat", "--format=%u %g %a %s %Y %F", "--", path]);
      if (seen.status !== 0) return undefined;
      const [uid, gid, mode, size, changedS, ...kind] = seen.stdout.trim().split(" ");
      return {
        uid: Number(uid),
        gid: Number(gid),
        mode: Number.parseInt(mode ?? "", 8),
        size: Number(size),
        changedS: Number(changedS),
        kind: kinds[kind.join(" ")] ?? "other",
      };
    },
    async programs() {
      const script =
        'for p in /proc/[0-9]*; do echo "$(basename $p) $(stat -c %u $p) $(tr "\\0\\n" "\\001 " <$p/cmdline)"; done';
      const lines = (await ok(["bash", "-c", `exec 2>/dev/null; ${script}`])).trim().split("\n");
      return lines.flatMap((line) => {
        const [, number, uid, words] = /^(\d+) (\d+) (.+)$/.exec(line) ?? [];
        const argv = (words ?? "").split("\u0001").slice(0, -1);
        const [path] = argv;
        if (path === undefined || number === "1" || words?.includes(script) === true) return [];
        return [{ pid: Number(number), uid: Number(uid), name: path.split("/").at(-1) ?? path, argv }];
      });
    },
    async listens(port) {
      const open = `until ss -Hltn "sport = :$1" | grep -q .; do sleep 0.05; done`;
      await ok(["bash", "-c", open, "listens", String(port)]);
    },
    [Symbol.asyncDispose]: dispose,
  };
}

const kinds: Readonly<Record<string, TestStat["kind"]>> = {
  "regular file": "file",
  "regular empty file": "file",
  directory: "directory",
  "symbolic link": "link",
};
