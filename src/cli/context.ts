import type { Problem } from "../model/problem.ts";
import { showProblems } from "../report/news/problems.ts";
import type { Tools } from "../run/tools.ts";
import type { Screen } from "./screen.ts";

/** What every command is handed. */
export interface Context {
  readonly tools: Tools;
  readonly screen: Screen;
  /** Fires on SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** Fires when another process takes over. */
  readonly handOver: AbortSignal;
}

/** Exit statuses: what went wrong decides, not where. */
export const exit = { done: 0, findingFailed: 1, badInput: 2, notDone: 3 } as const;

export function sayProblems(problems: readonly Problem[], screen: Screen): void {
  if (problems.length > 0) screen.say(showProblems(problems, { paint: screen.paint }));
}
