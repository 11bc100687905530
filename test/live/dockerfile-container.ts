/**
 * Runs what an image says, as an engine would: its user, its root read-only, no new privileges, its volume, and a /dev/shm; in process and
 * mount namespaces of its own. The network is this machine's, of which it is told nothing but loopback.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Built } from "./dockerfile-built.ts";

interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export interface Container extends AsyncDisposable {
  /** Once it has ended by itself. */
  readonly ended: Promise<Ran>;
  /** By what the image gives for it. */
  health(): Promise<Ran>;
  /** Another program in it, as its user. */
  also(...argv: readonly string[]): Promise<Ran>;
  /** By SIGTERM, as `docker stop` does. */
  end(): Promise<Ran>;
}

const mounts = `set -eu
root=$1; volume=$2; secrets=$3; shift 3
owner=$(stat -c mode=%a,uid=%u,gid=%g "$root$volume")
mount --bind "$root" "$root"
mount -t tmpfs -o "$owner" tmpfs "$root$volume"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for node in null zero urandom; do touch "$root/dev/$node"; mount --bind "/dev/$node" "$root/dev/$node"; done
mkdir -m 1777 "$root/dev/shm"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mkdir "$root/run/secrets"
[ -z "$secrets" ] || mount --bind "$secrets" "$root/run/secrets"
mount -o remount,bind,ro "$root"
exec "$@"
`;

/**
 * @param words in place of the image's own Cmd
 * @param secrets directory that is mounted where an engine mounts secrets
 */
export async function started(
  { root, config }: Built,
  words: readonly string[] = config.Cmd,
  environment: Readonly<Record<string, string>> = {},
  secrets = "",
): Promise<Container> {
  const env = [...config.Env, ...Object.entries(environment).map(([name, value]) => `${name}=${value}`)];
  const user = userIn(root, config.User);
  const inside = (argv: readonly string[]) => [
    ...["setpriv", "--no-new-privs", "chroot", `--userspec=${user}`, "--groups=", root],
    ...["/usr/bin/env", "-i", "-C", config.WorkingDir, ...env, ...argv],
  ];
  const [volume = ""] = Object.keys(config.Volumes);
  const apart = ["--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child=KILL", "--propagation", "private"];
  const program = inside([...config.Entrypoint, ...words]);
  const outer = spawn("unshare", [...apart, "sh", "-c", mounts, "mounts", root, volume, secrets, ...program], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended: Promise<Ran> = Promise.all([once(outer, "close"), text(outer.stdout), text(outer.stderr)]).then(
    ([[code], out, err]) => ({ status: (code as number | null) ?? -1, out, err }),
  );
  /** Its first process, as this machine counts; none once it has ended. */
  const first = () => {
    try {
      return readFileSync(`/proc/${outer.pid}/task/${outer.pid}/children`, "utf8").trim();
    } catch {
      return "";
    }
  };
  const also = (...argv: readonly string[]) =>
    ran(["nsenter", "--target", first(), "--mount", "--pid", "--ipc", ...inside(argv)]);
  return {
    ended,
    also,
    health: () => also(...config.Healthcheck.Test.slice(1)),
    async end() {
      process.kill(Number(first()), "SIGTERM");
      return ended;
    },
    async [Symbol.asyncDispose]() {
      outer.kill("SIGKILL");
      await ended;
    },
  };
}

/** A name is looked up in the image, as an engine does. */
function userIn(root: string, user: string): string {
  if (/^\d+(:\d+)?$/.test(user)) return user;
  const lines = readFileSync(join(root, "etc/passwd"), "utf8").split("\n");
  const [, , uid, gid] = lines.find((line) => line.startsWith(`${user}:`))?.split(":") ?? [];
  if (uid === undefined || gid === undefined) throw new Error(`the image has no user ${user}`);
  return `${uid}:${gid}`;
}

function ran([program = "", ...words]: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(program, words, (error, out, err) => resolve({ status: error ? Number(error.code) : 0, out, err }));
  });
}
