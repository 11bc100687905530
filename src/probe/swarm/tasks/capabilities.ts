/** A process's rights as the kernel has them, and a container's as Docker promises them. Pure. */

/** By bit. @see linux/capability.h; capabilities(7) */
const names = (
  "CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST " +
  "NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE " +
  "SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM " +
  "BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE"
).split(" ");

/** What a container has that asks for nothing. @see docs.docker.com, Runtime privilege and Linux capabilities; moby, oci/caps/defaults.go */
const usual =
  "CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL AUDIT_WRITE".split(
    " ",
  );

/** @param mask hexadecimal, as in /proc/PID/status; a bit that has no name yet is `CAP_41` */
export function capabilitiesIn(mask: string): readonly string[] {
  const bits = BigInt(`0x${mask}`);
  return Array.from({ length: 64 }, (_, bit) => bit).flatMap((bit) =>
    (bits >> BigInt(bit)) & 1n ? [names[bit] ?? `CAP_${bit}`] : [],
  );
}

/** The most that a container may have. `ALL` in either list stands for every one. @see moby, oci/caps/utils.go */
export function promisedCapabilities(add: readonly string[], drop: readonly string[]): readonly string[] {
  const [added, dropped] = [add, drop].map((list) => list.map((one) => one.toUpperCase().replace(/^CAP_/, "")));
  const start = added?.includes("ALL") ? names : dropped?.includes("ALL") ? [] : usual;
  const kept = start.filter((one) => !dropped?.includes(one));
  return [...new Set([...kept, ...(added ?? []).filter((one) => one !== "ALL")])];
}
