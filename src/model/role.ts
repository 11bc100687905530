/** What a service is for. Decides which measures apply to it and what can play it on the local engine. */
export const roles = [
  "broker",
  "ingest",
  "database",
  "dashboard",
  "agent",
  "core",
  "device",
  "secret-store",
  "proxy",
  "other",
] as const;

export type Role = (typeof roles)[number];
