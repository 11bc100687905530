import { parseDuration } from "../../compose/amount/quantity.ts";
import { parseSize } from "../../compose/amount/size.ts";
import type { Entry, Node } from "../../model/node.ts";
import type { Policy } from "../../model/stack.ts";
import type { Say } from "../say/say.ts";
import { sayUnknown } from "../tree/keys.ts";
import { asInteger, asMap, asWritten } from "../tree/shape.ts";

const policyKeys = ["connectionLimit", "packetLimit", "queueLimit", "retention"];

/** Smallest packet limit: below it, mosquitto refuses to start, and no useful message fits (man mosquitto.conf, max_packet_size). */
const leastPacketBytes = 20;
/** Largest MQTT packet: what four bytes of remaining length can say, and the header. @see MQTT 3.1.1, section 2.2.3 */
const mostPacketBytes = 268_435_460;
/** What fits into a 32-bit count. */
const mostOfACount = 2 ** 31 - 1;

/** `x-edgeward` at the top of a compose file: `policy` for whatever runs it, `name` and `zones` for a swarm. */
export function readPolicy(node: Node, path: string, say: Say): Policy {
  const entries = asMap(node, path, say) ?? [];
  sayUnknown(entries, ["name", "policy", "zones"], path, "none", say);
  const policy = entries.find((entry) => entry.key === "policy")?.value;
  return policy ? policyOf(policy, `${path}.policy`, say) : {};
}

function policyOf(node: Node, path: string, say: Say): Policy {
  const entries = asMap(node, path, say) ?? [];
  sayUnknown(entries, policyKeys, path, "none", say);
  const packetLimitBytes = packetLimit(entries, path, say);
  const connectionLimit = count(entries, "connectionLimit", path, say);
  const queueLimit = count(entries, "queueLimit", path, say);
  const retentionS = retention(entries, path, say);
  return {
    ...(packetLimitBytes !== undefined && { packetLimitBytes }),
    ...(connectionLimit !== undefined && { connectionLimit }),
    ...(queueLimit !== undefined && { queueLimit }),
    ...(retentionS !== undefined && { retentionS }),
  };
}

const find = (entries: readonly Entry[], key: string) => entries.find((entry) => entry.key === key)?.value;

function count(entries: readonly Entry[], key: string, path: string, say: Say): number | undefined {
  const node = find(entries, key);
  return node && asInteger(node, `${path}.${key}`, [1, mostOfACount], say);
}

function packetLimit(entries: readonly Entry[], path: string, say: Say): number | undefined {
  const node = find(entries, "packetLimit");
  const text = node && asWritten(node, `${path}.packetLimit`, say);
  if (!text) return undefined;
  const bytes = parseSize(text.value);
  if (bytes !== undefined && bytes >= leastPacketBytes && bytes <= mostPacketBytes) return bytes;
  const what = `\`${path}.packetLimit\` must be a size from ${leastPacketBytes} bytes to 256mb`;
  return say.error("bad-value", text.at, what, "Write for example `256kb`.");
}

function retention(entries: readonly Entry[], path: string, say: Say): number | undefined {
  const node = find(entries, "retention");
  const text = node && asWritten(node, `${path}.retention`, say);
  if (!text) return undefined;
  const ms = parseDuration(text.value);
  if (ms !== undefined && ms >= 1000) return Math.floor(ms / 1000);
  const what = `\`${path}.retention\` must be a time of at least a second`;
  return say.error("bad-value", text.at, what, "Write for example `30d`; leave it out to keep points for ever.");
}
