/** What systemd says of its units. @see systemctl(1), systemd.exec(5) */
import { existsSync } from "node:fs";
import { runProgram } from "../run-program.ts";

export interface Unit {
  readonly name: string;
  /** 0: it does not run. */
  readonly mainPid: number;
  readonly activeState: string;
  readonly subState: string;
  readonly user: string;
  readonly group: string;
  readonly environmentFiles: readonly string[];
}

/** Whether it is the machine's first process, not only installed. @see sd_booted(3) */
export const systemdRuns = (): boolean => existsSync("/run/systemd/system");

const wanted = "LoadState,Id,MainPID,ActiveState,SubState,User,Group,EnvironmentFiles";

/** @returns undefined: there is no such unit, or nobody to ask */
export async function unitNamed(name: string, signal: AbortSignal): Promise<Unit | undefined> {
  const { status, stdout } = await runProgram(
    ["systemctl", "show", `--property=${wanted}`, "--", name],
    { withinMs: 10_000 },
    signal,
  );
  if (status !== 0) return undefined;
  const fields = new Map<string, string[]>();
  for (const line of stdout.split("\n")) {
    const [, key = "", value = ""] = /^(\w+)=(.*)$/.exec(line) ?? [];
    fields.set(key, [...(fields.get(key) ?? []), value]);
  }
  const field = (key: string) => fields.get(key)?.[0] ?? "";
  if (field("LoadState") !== "loaded") return undefined;
  return {
    name: field("Id"),
    mainPid: Number(field("MainPID")),
    activeState: field("ActiveState"),
    subState: field("SubState"),
    user: field("User"),
    group: field("Group"),
    environmentFiles: (fields.get("EnvironmentFiles") ?? []).flatMap(
      (value) => /^(\/.*?)(?: \(ignore_errors=\w+\))?$/.exec(value)?.[1] ?? [],
    ),
  };
}
