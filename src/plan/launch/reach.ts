import { isWildcard } from "../../model/address.ts";
import type { Listen } from "../../model/launch.ts";

/** Where this machine's own services reach a server: one that listens on every address is reached on loopback. */
export function reachOf([first]: readonly Listen[], port: number): Listen {
  if (!first) return { host: "127.0.0.1", port };
  if (!isWildcard(first.host)) return first;
  return { host: first.host.includes(":") ? "::1" : "127.0.0.1", port: first.port };
}
