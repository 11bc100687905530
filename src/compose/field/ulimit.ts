/** Limits that a container can be given. @see docker/go-units, and setrlimit(2) */
export const ulimits: readonly string[] =
  "core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack".split(" ");

/** Whether the engine takes them: -1 is no limit. */
export function fitUlimit(soft: number, hard: number): boolean {
  return hard === -1 || (soft !== -1 && soft <= hard);
}
