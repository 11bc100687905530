/**
 * The real systemd as a machine's first process, in a control group of its own.
 * Invariants: it sees no controller but its own `name=systemd` hierarchy, no device but the harmless ones, and may write neither /sys nor
 * /proc/sys, so nothing outside can change; of Debian's units only the journal and what a test starts are run.
 * @see https://systemd.io/CONTAINER_INTERFACE/
 */
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type FirstProcess, mounts } from "./first-process.ts";

/** Where it would else write its groups among those of the machine outside. The second is there on machines that have both kinds. */
const hierarchies = ["/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified"];

const script = `
mount -t tmpfs -o mode=0755 tmpfs /dev/shm
mkdir -p /run/dev
mount -t tmpfs -o mode=0755 tmpfs /run/dev
for node in null zero full random urandom tty; do touch /run/dev/$node; mount --bind /dev/$node /run/dev/$node; done
mkdir /run/dev/shm /run/dev/pts /run/dev/mqueue /run/dev/hugepages
ln -s /proc/self/fd /run/dev/fd
mount --rbind /run/dev /dev
mount -t sysfs -o ro sysfs /sys
mount -t tmpfs -o mode=0755 tmpfs /sys/fs/cgroup
mkdir /sys/fs/cgroup/systemd
mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
head -n 1 /proc/cgroups > /run/no-controllers
mount --bind /run/no-controllers /proc/cgroups
mount --bind /proc/sys /proc/sys
mount -o remount,bind,ro /proc/sys
rm -rf /run/systemd /run/log
for unit in /lib/systemd/system/{sysinit,local-fs,basic,sockets,timers,paths,multi-user}.target.wants/*; do
  case "$unit" in *journald*) continue;; esac
  ln -sf /dev/null "/etc/systemd/system/$(basename "$unit")"
done
rm -rf /etc/systemd/system/*.wants
cat > /etc/systemd/system/machine.target <<'END'
[Unit]
Description=A machine with a journal
Wants=systemd-journald.service
END
echo ready
exec env -i container=edgeward-test PATH="$PATH" /lib/systemd/systemd --system --unit=machine.target --log-target=null --show-status=no < /dev/null
`;

export async function systemd(): Promise<FirstProcess> {
  const there = hierarchies.filter((hierarchy) => existsSync(hierarchy));
  const groups = await Promise.all(there.map((hierarchy) => mkdtemp(join(hierarchy, "edgeward-machine-"))));
  return {
    before: `${groups.map((group) => `echo $$ > ${group}/cgroup.procs && `).join("")}exec "$@"`,
    script: mounts + script,
    readyLine: "ready",
    async settled(run) {
      for (;;) {
        const { stdout } = await run(["systemctl", "is-system-running"]);
        if (/^(running|degraded)$/.test(stdout.trim())) return;
        await delay(50);
      }
    },
    clear: async () => void (await Promise.all(groups.map(removeGroups))),
  };
}

/** A control group can be removed once its own are; the files in it are the kernel's. */
async function removeGroups(group: string): Promise<void> {
  for (const entry of await readdir(group, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeGroups(join(group, entry.name));
  }
  await rmdir(group);
}
