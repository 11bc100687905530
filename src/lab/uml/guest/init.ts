/** The first process of a guest, and what ends it: shell scripts, for the guest has no other service manager. */
import { guestInit } from "./kernel-line.ts";

/** Docker's and its overlays', in one go: quicker than one by one when they are asked for, and a missing one is seen. */
const modules = [
  "overlay bridge br_netfilter veth vxlan nf_conntrack nf_nat ip_tables iptable_nat iptable_filter iptable_mangle",
  "xt_conntrack xt_MASQUERADE xt_addrtype xt_mark xt_nat xt_REDIRECT xt_policy xt_u32 xt_bpf xt_comment xt_ipvs",
  // Encrypted overlays, and the routing mesh.
  "ip_vs ip_vs_rr esp4 xfrm_user xfrm_algo gcm cbc authenc hmac",
].join(" ");

const path = "export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Its settings come from the kernel's command line, its keys from the second disk, which holds a tar archive. */
const init = `#!/bin/sh
${path} HOME=/root TERM=linux
mount -t proc proc /proc
mount -t sysfs sys /sys
mountpoint -q /dev || mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm /dev/mqueue
mount -t devpts -o gid=5,mode=620,ptmxmode=666 devpts /dev/pts
mount -t tmpfs shm /dev/shm
mount -t mqueue mqueue /dev/mqueue
mount -t tmpfs -o mode=755 run /run
mount -t tmpfs tmp /tmp
mount -t cgroup2 cgroup2 /sys/fs/cgroup
[ -e /dev/fd ] || ln -s /proc/self/fd /dev/fd
for word in $(cat /proc/cmdline); do
  case $word in
    lab.host=*) host=\${word#*=} ;;
    lab.address=*) address=\${word#*=} ;;
  esac
done
tar -C / -xf /dev/ubdb || echo "lab: no keys"
hostname "$host"
echo "$host" > /etc/hostname
ip link set lo up
# Whatever the kernel calls it, it is the one card of an ordinary host.
[ -e /sys/class/net/eth0 ] || ip link set vec0 name eth0
ip addr add "$address/24" dev eth0
ip link set eth0 up
echo 1 > /proc/sys/net/ipv4/ip_forward
modprobe -a ${modules}
mkdir -p /run/sshd
/usr/sbin/sshd -E /var/log/sshd.log
# Ended by somebody, or by itself, the engine comes back, as systemd would have it.
(
  until [ -e /run/lab-ends ]; do
    dockerd >> /var/log/dockerd.log 2>&1
    sleep 1
  done
) &
# What has lost its parent is waited for here.
while :; do
  wait
  sleep 1
done
`;

/**
 * Ends a guest, in the background: whoever asked for it is told before the connection goes. The engine first, for it writes down its
 * state; then what is mounted, then the machine. There is no restart: the kernel would keep its tap open, and not get it again.
 * @see proc(5), /proc/sysrq-trigger
 */
const poweroff = `#!/bin/sh
${path}
touch /run/lab-ends
ending() {
  engine=$(cat /run/docker.pid 2>/dev/null)
  [ -n "$engine" ] && kill "$engine" && while kill -0 "$engine" 2>/dev/null; do sleep 0.2; done
  sync
  pkill sshd
  echo s > /proc/sysrq-trigger
  echo u > /proc/sysrq-trigger
  sleep 0.5
  echo o > /proc/sysrq-trigger
}
ending < /dev/null > /dev/null 2>&1 &
`;

const engineSettings = {
  "storage-driver": "overlay2",
  "userland-proxy": false,
  "live-restore": false,
  "log-level": "info",
};

const sshSettings = `UsePAM no
UseDNS no
PasswordAuthentication no
PermitRootLogin prohibit-password
HostKey /etc/ssh/ssh_host_ed25519_key
MaxSessions 100
MaxStartups 100
AllowStreamLocalForwarding yes
`;

export interface GuestFile {
  /** Without the leading slash. */
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

export const guestFiles: readonly GuestFile[] = [
  { path: guestInit.slice(1), text: init, mode: 0o755 },
  { path: "usr/sbin/poweroff", text: poweroff, mode: 0o755 },
  { path: "etc/docker/daemon.json", text: `${JSON.stringify(engineSettings, undefined, 2)}\n`, mode: 0o644 },
  { path: "etc/ssh/sshd_config.d/lab.conf", text: sshSettings, mode: 0o644 },
  // No name server is to be reached from here.
  { path: "etc/resolv.conf", text: "", mode: 0o644 },
];
