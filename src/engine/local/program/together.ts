import type { ServiceSeen } from "../../../model/plan.ts";
import type { ProgramSeen } from "./programs.ts";

/**
 * What is seen of each service, from what host processes say and from what is seen of installed programs.
 * A gate and the program behind it are one service, which is there only when both are, and as healthy as the worse of them.
 */
export function together(hosted: readonly ServiceSeen[], programs: readonly ProgramSeen[]): readonly ServiceSeen[] {
  const gated = programs.filter(({ isGated }) => isGated);
  const gates = hosted.flatMap((gate) => {
    const behind = gated.find(({ service }) => service === gate.service);
    if (!behind) return [gate];
    return behind.seen ? [both(gate, behind.seen)] : [];
  });
  return [...gates, ...programs.flatMap(({ isGated, seen }) => (isGated || !seen ? [] : [seen]))];
}

function both(gate: ServiceSeen, program: ServiceSeen): ServiceSeen {
  const one = { ...gate, program: { pid: program.pid, process: program.process } };
  if (gate.hash !== program.hash) return { ...one, hash: `${gate.hash} ${program.hash}` };
  return program.health === "healthy" && gate.health !== "healthy"
    ? one
    : { ...one, health: program.health, detail: `${program.detail}; ${gate.detail}` };
}
