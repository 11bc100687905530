/**
 * An installed program in a mount namespace of its own, in which the stack's directory holds nothing but the program's own files and data.
 * Like the permissions of the host processes this is a second wall inside one user's processes, not a border between users.
 * @see mount_namespaces(7), user_namespaces(7), unshare(1), nsenter(1)
 */
import { execFile } from "node:child_process";
import type { Layout } from "../../../model/layout.ts";

/** Without the rights to it, the right to it in a namespace of users of our own: there we are root, outside we stay who we are. */
const users = (): readonly string[] => (process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"]);

export interface Walls {
  readonly layout: Layout;
  /** Directories among those of the stack that the program goes on to see. */
  readonly own: readonly string[];
}

/** @returns the command line that starts another behind walls; the process keeps its id */
export function confined(command: readonly string[], walls: Walls): readonly string[] {
  return [
    "unshare",
    ...users(),
    "--mount",
    "--propagation",
    "private",
    "--",
    "/bin/sh",
    "-c",
    script(walls),
    ...command,
  ];
}

/** Own directories are opened before they are covered: a descriptor leads there whatever lies over the path. */
function script({ layout: { root, run }, own }: Walls): string {
  const hidden = [root, ...(`${run}/`.startsWith(`${root}/`) ? [] : [run])];
  const kept = own.filter((path) => hidden.some((one) => `${path}/`.startsWith(`${one}/`)));
  const at = (i: number) => firstDescriptor + i;
  return [
    "set -eu",
    "umask 077",
    ...kept.map((path, i) => `exec ${at(i)}<${quoted(path)}`),
    ...hidden.map((path) => `mount -c -n -t tmpfs -o mode=0700,size=1m edgeward ${quoted(path)}`),
    ...kept.map((path) => `mkdir -p ${quoted(path)}`),
    ...kept.map((path, i) => `mount -c -n --bind /proc/self/fd/${at(i)} ${quoted(path)}`),
    ...hidden.map((path) => `mount -c -n -o remount,bind,ro ${quoted(path)}`),
    ...kept.map((_, i) => `exec ${at(i)}<&-`),
    'exec "$0" "$@"',
  ].join("\n");
}

/** A shell knows descriptors of one digit, and a program has four directories at the most. */
const firstDescriptor = 3;

const quoted = (path: string): string => `'${path.replaceAll("'", "'\\''")}'`;

/** Whether this machine lets us put up such walls: each kind of mount is tried, in a namespace that is gone at once. */
export function canConfine(environment: Readonly<Record<string, string>>): Promise<boolean> {
  const [program = "", ...args] = ["unshare", ...users(), "--mount", "--propagation", "private", "--", "/bin/sh", "-c"];
  const trial = [
    "set -e",
    "mount -c -n -t tmpfs edgeward /tmp",
    "mkdir /tmp/a /tmp/b",
    "exec 3</tmp/a",
    "mount -c -n --bind /proc/self/fd/3 /tmp/b",
    "mount -c -n -o remount,bind,ro /tmp",
  ].join("\n");
  return new Promise((resolve) =>
    execFile(program, [...args, trial], { env: environment }, (error) => resolve(!error)),
  );
}

/** A shell that tries to open each path for reading, and says 1 or 0 for each. */
const trial = 'for path; do if ( : < "$path" ) 2>/dev/null; then echo 1; else echo 0; fi; done';

/**
 * Whether each path can be opened where the program is: a shell of the same user goes there and tries, since the program itself cannot
 * be asked.
 */
export function triedThere(
  { pid, confined: behind }: { readonly pid: number; readonly confined: boolean },
  paths: readonly string[],
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<readonly boolean[]> {
  const into = process.getuid?.() === 0 ? [] : ["--user", "--preserve-credentials"];
  const enter = behind ? ["nsenter", "--target", `${pid}`, "--mount", ...into, "--"] : [];
  const [program = "", ...args] = [...enter, "/bin/sh", "-c", trial, "sh", ...paths];
  return new Promise((resolve, reject) =>
    execFile(program, args, { env: environment, signal }, (error, out) =>
      error
        ? reject(error)
        : resolve(
            out
              .trim()
              .split("\n")
              .map((line) => line === "1"),
          ),
    ),
  );
}
