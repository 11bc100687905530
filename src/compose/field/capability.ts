/** Linux capabilities, as `cap_add` and `cap_drop` name them: with or without `CAP_`, in letters of either case. */

/** Without `CAP_`. @see capabilities(7) */
export const capabilities: readonly string[] = (
  "AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID " +
  "IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST NET_RAW " +
  "PERFMON SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO " +
  "SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM"
).split(" ");

const known = new Set(capabilities);

/** @returns `NET_ADMIN`, or `ALL`; undefined when no kernel that we know of has it */
export function parseCapability(text: string): string | undefined {
  const name = text.toUpperCase().replace(/^CAP_/, "");
  return name === "ALL" || known.has(name) ? name : undefined;
}
