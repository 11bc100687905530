/** Clocks of two hosts → whether certificates of the one hold at the other. */
import type { EngineFacts, NodeFinding } from "../../model/node-host.ts";

const noticedMs = 5000;
const refusedMs = 60_000;

/**
 * @param manager absent: ours is the clock to go by
 * @param most a laptop's own clock keeps no node out that agrees with its manager
 */
export function judgeClock(node: EngineFacts, manager?: EngineFacts, most: "fail" | "notice" = "fail"): NodeFinding {
  const say = (verdict: NodeFinding["verdict"], what: string, remedy?: string): NodeFinding => ({
    node: node.hostname,
    check: "clock",
    verdict,
    what,
    ...(remedy !== undefined && { remedy }),
  });
  const ahead = node.clock.aheadMs - (manager?.clock.aheadMs ?? 0);
  if (Number.isNaN(ahead)) return say("unknown", "it does not say what time it is", "Compare `date` on both.");
  // What may be the time that asking took is held against nobody.
  const least = Math.max(0, Math.abs(ahead) - node.clock.withinMs - (manager?.clock.withinMs ?? 0));
  const whose = manager ? `that of ${manager.hostname}` : "the one here";
  if (least <= noticedMs) return say("pass", `its clock agrees with ${whose}`);
  const what = `its clock is ${shown(Math.abs(ahead))} ${ahead > 0 ? "ahead of" : "behind"} ${whose}`;
  const remedy = "Set the clocks, and keep them right: `timedatectl set-ntp true`, or chrony.";
  if (least <= refusedMs || most === "notice") return say("notice", what, remedy);
  return say("fail", `${what}: certificates are not valid yet, or no longer`, remedy);
}

function shown(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}
