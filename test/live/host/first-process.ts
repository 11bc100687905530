import type { Ended } from "./ended.ts";

export type Init = "reaper" | "systemd";

/** How a machine's first process comes to be. */
export interface FirstProcess {
  /** For bash, still outside; has to end by running "$@" in its own place. */
  readonly before: string;
  /** For bash; $1 is an empty directory, $2 the host name. */
  readonly script: string;
  /** What the script prints when all is mounted. */
  readonly readyLine: string;
  /** Waits until the machine is up. */
  settled(run: (argv: readonly string[]) => Promise<Ended>): Promise<void>;
  /** Takes away what was made outside. */
  clear(): Promise<void>;
}

/** Everything that a program may write lies on a file system in memory, over what the real machine has there. */
export const mounts = `
set -eu
base=$1
mount -t tmpfs -o mode=0755 tmpfs "$base"
for place in etc var run usr opt srv home root tmp; do
  [ -d "/$place" ] || continue
  mkdir -p "$base/$place/upper" "$base/$place/work"
  chmod --reference="/$place" "$base/$place/upper"
  mount -t overlay -o "lowerdir=/$place,upperdir=$base/$place/upper,workdir=$base/$place/work" overlay "/$place"
done
ip link set lo up
hostname "$2"
echo "$2" > /etc/hostname
install -d -m 1777 /srv/scratch
install -d -o mosquitto -m 0755 /run/mosquitto
# As Debian ships it, the script makes the pid file as root's, which mosquitto 2.0, already its own user, then cannot write, and ends:
# what every owner of such a machine has to mend, is mended here too.
sed -i "s/ --make-pidfile//" /etc/init.d/mosquitto
# Debian's script wants 65536 open files, which a machine that may not raise its hard limit refuses: the number alone is ours.
limit=$(ulimit -Hn)
[ "$limit" = unlimited ] || [ "$limit" -ge 65536 ] || sed -i "s/^OPEN_FILE_LIMIT=.*/OPEN_FILE_LIMIT=$limit/" /etc/init.d/influxdb
`;
