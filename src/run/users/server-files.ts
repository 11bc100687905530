import type { GeneratedFile } from "../../model/secret.ts";
import { isServer } from "../../plan/steps.ts";
import type { Planned } from "../prepare.ts";

/**
 * What servers read, apart from what their clients read: it is written, and read, before any client is handed a password. All of a server's
 * files, not its lists alone: when it is told to read again, it reads its certificate, too.
 */
export function serverFiles({ hardened, launches }: Planned): readonly GeneratedFile[] {
  const servers = new Set<string>(launches.filter((launch) => isServer({ launch })).map(({ service }) => service));
  return hardened.generated.filter(({ service }) => servers.has(service));
}
