import { Fault } from "../../model/fault.ts";
import type { TokenOptions } from "../token/token-request.ts";

export interface WatchCommand extends TokenOptions {
  readonly every: string;
  readonly once?: boolean;
  readonly status?: boolean;
  readonly installUnit?: boolean;
  readonly printUnit?: boolean;
  readonly user?: boolean;
}

const units = { s: 1_000, m: 60_000, h: 3_600_000 } as const;
const leastMs = 1_000;
const mostMs = 3_600_000;

/** @param text `10s`, `1m` @returns milliseconds @throws Fault "bad-command-line" */
export function everyMs(text: string): number {
  const [, number = "", unit = ""] = /^(\d{1,5})([smh])$/.exec(text) ?? [];
  const value = Number(number) * (units[unit as keyof typeof units] ?? 0);
  if (value >= leastMs && value <= mostMs) return value;
  const what = `--every ${text.slice(0, 40)} is no time from 1s to 1h`;
  throw new Fault("bad-command-line", what, "For example --every 10s.");
}

/** @throws Fault "bad-command-line" for two that do not go together */
export function checkWatch(command: WatchCommand): void {
  const said = (["once", "status", "installUnit", "printUnit"] as const).filter((name) => command[name]);
  if (said.length > 1) {
    const options = said.map((name) => `--${name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)}`);
    throw new Fault("bad-command-line", `${options.join(" and ")} do not go together`, "Leave one of them out.");
  }
  if (command.user && !command.installUnit && !command.printUnit) {
    throw new Fault("bad-command-line", "--user goes with --install-unit or --print-unit", "Leave it out.");
  }
}
