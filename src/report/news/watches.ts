import type { TokenReport } from "../../model/token.ts";
import { counted, showDuration } from "../text/duration.ts";
import { oneLine } from "../text/printable.ts";
import { showTokens } from "./tokens.ts";

export interface WatchSeen {
  readonly lives: boolean;
  readonly status: {
    readonly stack: string;
    readonly pid: number;
    readonly lookedAtMs: number;
    readonly tokens: readonly TokenReport[];
    readonly acts: readonly { readonly service: string; readonly did: string; readonly atMs: number }[];
    readonly fault?: { readonly what: string; readonly remedy: string };
  };
}

const shownActs = 5;

export function showWatches(
  stack: string,
  watches: readonly WatchSeen[],
  style: { readonly paint: boolean; readonly width: number; readonly nowMs: number },
): string {
  if (watches.length === 0) return `Nothing on this machine has watched ${stack}. Start it: edgeward watch -p ${stack}`;
  return watches.map((watch) => showWatch(watch, style)).join("\n\n");
}

function showWatch({ lives, status }: WatchSeen, style: Parameters<typeof showWatches>[2]): string {
  const { stack, pid, lookedAtMs, tokens, acts, fault } = status;
  const ago = showDuration(Math.max(0, style.nowMs - lookedAtMs));
  const who = lives ? `Process ${pid} watches ${stack}` : `Nobody watches ${stack} any more`;
  const did = acts
    .slice(-shownActs)
    .map(({ service, did, atMs }) => `  ${time(atMs)}  ${oneLine(service)}: ${words[did] ?? did}`);
  return [
    `${who}; it looked ${ago} ago at ${counted(tokens.length, "token")}.`,
    ...(fault ? [`${oneLine(fault.what)}\n    ${oneLine(fault.remedy)}`] : []),
    ...(tokens.length > 0 ? [showTokens(tokens, style)] : []),
    ...(did.length > 0 ? ["Last:", ...did] : []),
  ].join("\n");
}

const words: Readonly<Record<string, string>> = {
  deliver: "delivered",
  renew: "renewed",
  remake: "made anew and delivered",
  revoke: "revoked",
};

/** `2026-11-22 04:50:12`, UTC. */
const time = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace("T", " ");
