import type { EngineFacts } from "../../model/node-host.ts";
import type { Docker } from "../docker/docker.ts";

/** @see Docker Engine API, SystemInfo */
interface InfoAnswer {
  readonly Name?: string;
  readonly SystemTime?: string;
  readonly SecurityOptions?: readonly string[] | null;
  readonly LiveRestoreEnabled?: boolean;
}

/** @param now milliseconds since the epoch */
export async function engineFacts(docker: Docker, now: () => number, signal: AbortSignal): Promise<EngineFacts> {
  const before = now();
  const info = await docker.ask<InfoAnswer>("GET", "/info", { signal });
  const after = now();
  const theirs = Date.parse(info.SystemTime ?? "");
  return {
    hostname: info.Name ?? docker.address,
    release: docker.release,
    api: docker.api,
    rootless: (info.SecurityOptions ?? []).some((option) => option.includes("name=rootless")),
    liveRestore: info.LiveRestoreEnabled === true,
    clock: { aheadMs: theirs - (before + after) / 2, withinMs: (after - before) / 2 },
  };
}
