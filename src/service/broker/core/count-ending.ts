import type { Ending } from "../session/channel.ts";
import type { Counters } from "./counters.ts";

/** Counts a connection's end under the name of its reason, if it is one that an operator would ask about. */
export function countEnding(counters: Counters, why: Ending): void {
  if (why === "malformed") counters.packetsMalformed++;
  else if (why === "oversized") counters.packetsOversized++;
  else if (why === "connect-timeout") counters.connectTimeouts++;
  else if (why === "keep-alive") counters.keepAliveTimeouts++;
  else if (why === "slow-reader") counters.slowReadersClosed++;
  else if (why === "wrong-protocol") counters.protocolRefused++;
  else if (why === "busy") counters.loginsShed++;
}
