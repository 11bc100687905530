/** Why a stack does not come up: what of the swarm stands in the way, or a line for each service, with what it said last. */
import type { SwarmEngine } from "../../../engine/swarm-engine.ts";
import { Fault } from "../../../model/fault.ts";
import type { SwarmRefusal } from "../../../model/swarm-plan.ts";
import type { Stood } from "../../../plan/swarm-steps/verdict.ts";

const lastLines = 5;

export interface Words {
  readonly engine: Pick<SwarmEngine, "lastWords">;
  /** Makes what a service says fit to be shown. */
  readonly masked: (lines: readonly string[]) => Promise<readonly string[]>;
}

export async function notReady(
  services: readonly Stood[],
  { engine, masked }: Words,
  signal: AbortSignal,
): Promise<Fault> {
  const lines = await Promise.all(
    services.map(async ({ service, standing }) => {
      if (!standing) return `${service} is not made yet: what it waits for does not run`;
      const why = `${service}: ${standing.detail}`;
      if (standing.is !== "failing" || !standing.task) return why;
      const said = await masked(await engine.lastWords(standing.task.id, lastLines, signal));
      return said.length === 0 ? why : `${why}; it said last: ${said.map((line) => line.trim()).join(" | ")}`;
    }),
  );
  return new Fault("not-ready", lines.join("; "), remedyFor(services));
}

function remedyFor(services: readonly Stood[]): string {
  const details = services.map(({ standing }) => standing?.detail ?? "").join(" ");
  const remedies = [
    ...(/no suitable node/.test(details)
      ? [
          "See `docker node ls` and the labels of nodes; the constraints stand in `edgeward up --dry-run` and in docs/placement.md.",
        ]
      : []),
    ...(/[Nn]o such image|manifest|pull access/.test(details)
      ? [
          "Build or load the image on a node that can be reached (`edgeward node ls`), or push it to a registry that the nodes reach.",
        ]
      : []),
  ];
  return [...remedies, "Mend it and run `edgeward up` again: it goes on from here."].join("\n");
}

/** One line for all of them, and below it what to do about each. */
export function refused(refusals: readonly SwarmRefusal[]): Fault {
  const what = refusals.map((one) => one.what).join("; ");
  return new Fault("bad-input", what, [...new Set(refusals.map(({ remedy }) => remedy))].join("\n"));
}
