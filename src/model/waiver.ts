/** What a conversion refuses until a person accepts by name that it goes: `x-edgeward.waivers`, or `--waive service:name`. */
export const waiverNames = [
  "devices",
  "docker-socket",
  "host-cgroup",
  "host-files",
  "host-ipc",
  "host-network",
  "host-pid",
  "host-userns",
  "host-uts",
  "privileged",
  "systempaths",
] as const;

export type WaiverName = (typeof waiverNames)[number];
