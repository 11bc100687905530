/**
 * A running task's own view: its processes' rights and what is mounted for it, as the kernel tells them. Asked from outside, by a
 * container of ours in its process namespace: a task may have no shell, and what is in it is not believed. No file's content is read.
 */
import type { Docker } from "../../../engine/docker/docker.ts";
import { throwAwayLabel } from "../../../model/swarm-plan.ts";
import { asLines, unframe } from "../throw-away/lines.ts";

export interface ProcessRights {
  readonly name: string;
  readonly noNewPrivileges: boolean;
  /** 0 none, 1 strict, 2 filter. @see proc_pid_status(5) */
  readonly seccomp: number;
  /** Real, effective, saved and of the file system. */
  readonly users: readonly string[];
  /** Masks by set, hexadecimal: CapInh, CapPrm, CapEff, CapBnd, CapAmb. */
  readonly capabilities: Readonly<Record<string, string>>;
}

/** A file that the engine put there from memory: secrets and configs are mounted so, each under its id. */
export interface MountedFile {
  readonly id: string;
  readonly target: string;
  readonly uid: string;
  readonly gid: string;
  readonly mode: number;
}

export interface Inside {
  readonly processes: readonly ProcessRights[];
  readonly files: readonly MountedFile[];
  /** How many mounts were read to find these files: without one, none of them could have been. */
  readonly mounts: number;
}

/**
 * Few programs, since each takes its time on a small machine. Where processes are is told after what they may: by then those of ours
 * that told it have ended, and whoever is there both times and in another mount namespace is the task's. Spaces in a path are `\\040` in
 * mountinfo. Root in the task may end any program of ours, which shares its process namespace: each tells that it came to its own end.
 */
const tellInside = `
{ cat /proc/[0-9]*/status 2>/dev/null; echo "Ended: $?"; } | awk '/^Ended:/{print "\\nended cat", $2} /^Name:/{printf "\\nprocess "} /^Uid:/{printf "Uid: %s,%s,%s,%s ", $2, $3, $4, $5} /^(Name|Pid|NoNewPrivs|Seccomp|Cap...):/{printf "%s %s ", $1, $2} END{print ""}'
echo "own $(readlink /proc/self/ns/mnt)"
{ ls -l /proc/[0-9]*/ns/mnt 2>/dev/null; echo "ended $?"; } | awk '/^ended/{print "ended ls", $2; next} {split($(NF-2), path, "/"); print "in", path[3], $NF}'
awk '$0 ~ / - tmpfs / && $4 ~ "^/[0-9a-z]+$" {print substr($4, 2), $5} END{print "=", NR}' /proc/1/mountinfo | while read -r id at; do
  [ "$id" != = ] || { echo "mounts $at"; continue; }
  path=$(printf %b "$at")
  [ -f "/proc/1/root$path" ] || continue
  echo "file $id $(stat -c '%u %g %a' "/proc/1/root$path") $at"
done
echo told`;

/** How long an engine may take to make a container, in milliseconds. */
const makingMs = 60_000;

/** @param by the probe's id @throws EngineRefusal; Error when the container of ours did not tell all */
export async function lookInside(
  engine: Docker,
  container: string,
  image: string,
  by: string,
  signal: AbortSignal,
): Promise<Inside> {
  const body = {
    Image: image,
    Entrypoint: ["/bin/busybox", "sh", "-c", tellInside],
    Cmd: [],
    Labels: { [throwAwayLabel]: by },
    HostConfig: {
      PidMode: `container:${container}`,
      NetworkMode: "none",
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      // To see into the processes of other users; it cannot write to them: what it runs does not.
      CapAdd: ["SYS_PTRACE", "DAC_READ_SEARCH"],
      SecurityOpt: ["no-new-privileges", "apparmor=unconfined"],
      LogConfig: { Type: "json-file", Config: {} },
      Memory: 64 * 2 ** 20,
    },
  };
  signal.throwIfAborted();
  // Also when told to stop meanwhile: an engine carries out what it was asked, and nobody would know what to remove.
  const made = { body, signal: AbortSignal.timeout(makingMs) };
  const { Id: id } = await engine.ask<{ readonly Id: string }>("POST", "/containers/create", made);
  try {
    signal.throwIfAborted();
    await engine.ask("POST", `/containers/${id}/start`, { signal });
    await engine.ask("POST", `/containers/${id}/wait`, { signal });
    return readInside(await printedBy(engine, id, signal));
  } finally {
    const query = { force: true, v: true };
    await engine.ask("DELETE", `/containers/${id}`, { query, signal: AbortSignal.timeout(30_000) });
  }
}

async function printedBy(engine: Docker, id: string, signal: AbortSignal): Promise<readonly string[]> {
  const lines: string[] = [];
  const take = asLines((line) => void lines.push(line));
  const frames = unframe();
  const stream = await engine.stream("GET", `/containers/${id}/logs`, {
    query: { stdout: true, stderr: true },
    signal,
  });
  for await (const chunk of stream) for (const { bytes } of frames(chunk as Buffer)) take(bytes);
  return lines;
}

/** @throws Error when the last line is not there: then some before it may be missing too */
export function readInside(lines: readonly string[]): Inside {
  if (lines.at(-1) !== "told")
    throw new Error(`the view into the task broke off: ${lines.at(-1) ?? "nothing was told"}`);
  for (const program of ["cat", "ls"]) {
    const status = lines.find((line) => line.startsWith(`ended ${program} `))?.split(" ")[2];
    if (status === undefined || Number(status) >= signalled)
      throw new Error(`the view into the task broke off: somebody ended its ${program}`);
  }
  const own = /^own (\S+)$/m.exec(lines.join("\n"))?.[1];
  const theirs = new Set(
    lines.flatMap((line) => {
      const [, pid, where] = /^in (\d+) (mnt:\S+)$/.exec(line) ?? [];
      return pid !== undefined && own !== undefined && where !== own ? [pid] : [];
    }),
  );
  return {
    processes: lines.flatMap((line) => (line.startsWith("process ") ? rightsIn(line, theirs) : [])),
    files: lines.flatMap((line): readonly MountedFile[] => {
      const [, id = "", uid = "", gid = "", mode = "", at = ""] =
        /^file (\w+) (\d+) (\d+) ([0-7]+) (\/.*)$/.exec(line) ?? [];
      const target = at.replaceAll(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
      if (id === "" && line.startsWith("file "))
        throw new Error("the view into the task broke off: of a file not all was told");
      return id ? [{ id, uid, gid, mode: Number.parseInt(mode, 8), target }] : [];
    }),
    mounts: Number(/^mounts (\d+)$/m.exec(lines.join("\n"))?.[1] ?? 0),
  };
}

/** What a shell says of a program that a signal has ended, or more. Less is a process that was gone before it was read. */
const signalled = 128;

/** A process that ended meanwhile has said nothing, or not all. */
function rightsIn(line: string, theirs: ReadonlySet<string>): readonly ProcessRights[] {
  const fields = Object.fromEntries(
    [...line.matchAll(/(\w+): (\S+)/g)].map(([, name = "", value = ""]) => [name, value]),
  );
  const { Pid = "", Uid, NoNewPrivs, CapBnd } = fields;
  if (!theirs.has(Pid) || Uid === undefined || NoNewPrivs === undefined || CapBnd === undefined) return [];
  return [
    {
      name: fields.Name ?? "",
      noNewPrivileges: NoNewPrivs === "1",
      seccomp: Number(fields.Seccomp ?? 0),
      users: Uid.split(","),
      capabilities: Object.fromEntries(Object.entries(fields).filter(([name]) => /^Cap...$/.test(name))),
    },
  ];
}
