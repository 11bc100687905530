/** `--engine swarm` and `-H`, as all commands that run or look at a stack take them. */
import { type Command, Option } from "commander";
import { Fault } from "../../model/fault.ts";
import type { Context } from "../context.ts";

export interface EngineOptions {
  readonly engine: "local" | "swarm";
  /** As `docker -H` takes it. */
  readonly host?: string;
}

export const withEngine = (command: Command): Command =>
  command
    .addOption(new Option("--engine <engine>", "what runs the stack").choices(["local", "swarm"]).default("local"))
    .option("-H, --host <address>", "with --engine swarm: the manager, as docker -H takes it");

type Action = (options: never, context: Context, ...words: string[]) => Promise<number>;

/**
 * Loads one of the two, so that nobody waits for the other.
 * @param swarmOnly options that say nothing on one machine, by their names in the code
 */
export function byEngine(
  local: () => Promise<Action>,
  swarm: () => Promise<Action>,
  swarmOnly: readonly string[] = [],
): () => Promise<Action> {
  return async () =>
    async (options: EngineOptions, context, ...words) => {
      if (options.engine === "swarm") return (await swarm())(options as never, context, ...words);
      for (const name of ["host", ...swarmOnly]) {
        if ((options as unknown as Record<string, unknown>)[name] === undefined) continue;
        const option = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
        const remedy = "Add --engine swarm, or leave it out.";
        throw new Fault("bad-command-line", `${option} says nothing without --engine swarm`, remedy);
      }
      return (await local())(options as never, context, ...words);
    };
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const usualMs = 5 * 60_000;

/** @param text such as `90s`, `5m`, `1h30m` @throws Fault "bad-command-line" */
export function timeoutMs(text: string | undefined): number {
  if (text === undefined) return usualMs;
  const parts = [...text.matchAll(/(\d+)(ms|s|m|h)/g)];
  const total = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ""] ?? 0), 0);
  if (total > 0 && parts.map(([part]) => part).join("") === text) return total;
  throw new Fault("bad-command-line", `--timeout takes a time, not "${text}"`, "For example: --timeout 90s, or 10m");
}
