/** An agent of the person's own: nothing is known of it but the file of variables that they named. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ConfigText, Manager, Program } from "../../../model/machine.ts";
import type { Problem } from "../../../model/problem.ts";
import type { HostWish } from "../../host-engine.ts";
import { systemdRuns, type Unit, unitNamed } from "../manage/units.ts";
import { runProgram } from "../run-program.ts";
import { byIds } from "./account.ts";
import { Texts } from "./read-config.ts";

export async function findAgent(wish: HostWish, problems: Problem[], signal: AbortSignal): Promise<readonly Program[]> {
  const path = wish.configs.agent;
  if (path === undefined) return [];
  const texts = new Texts();
  const file = await texts.add("environment", path, { file: path, line: 1, column: 1 }, "error");
  problems.push(...texts.problems);
  if (!file) return [];
  const unit = await unitReading(path, signal);
  const restart = wish.restarts.agent;
  const manager: Manager = restart
    ? { by: "command", restart }
    : unit
      ? { by: "systemd", unit: unit.name }
      : { by: "nobody" };
  const [uid, gid] = (await readerOf(file, unit, signal)) ?? [file.rights.uid, file.rights.gid];
  if (!unit && uid === 0 && (file.rights.mode & 0o044) !== 0) problems.push(unknownReader(path));
  const account = await byIds(uid, gid, signal);
  return [
    {
      kind: "agent",
      foundBy: "--agent-env",
      configs: [file],
      account,
      manager,
      ...(unit?.mainPid ? { pid: unit.mainPid } : {}),
    },
  ];
}

/** The unit's user; else the one whose own group may read the file. */
async function readerOf({ rights }: ConfigText, unit: Unit | undefined, signal: AbortSignal) {
  if (unit) return unit.user ? idsOf(unit.user, signal) : undefined;
  if (rights.uid !== 0 || rights.gid === 0 || (rights.mode & 0o040) === 0) return undefined;
  const { stdout } = await runProgram(["getent", "group", String(rights.gid)], { withinMs: 10_000 }, signal);
  const ids = await idsOf(stdout.split(":")[0] ?? "", signal);
  return ids?.[1] === rights.gid ? ids : undefined;
}

const unknownReader = (path: string): Problem => ({
  severity: "notice",
  code: "unknown-reader",
  at: { file: path, line: 1, column: 1 },
  what: `${path} is root's, and no unit names it: once a password stands in it, only root reads it, and the CA beside it`,
  remedy: `If your program reads it as another user, give it to that user first: chown USER ${path}`,
});

/** The unit whose EnvironmentFile= names the file. */
async function unitReading(path: string, signal: AbortSignal): Promise<Unit | undefined> {
  if (!systemdRuns()) return undefined;
  const directory = "/etc/systemd/system";
  for (const name of await readdir(directory).catch(() => [])) {
    if (!name.endsWith(".service")) continue;
    const text = await readFile(join(directory, name), "utf8").catch(() => "");
    if (text.split("\n").some((line) => /^EnvironmentFile=-?(.*)$/.exec(line)?.[1]?.trim() === path))
      return unitNamed(name, signal);
  }
  return undefined;
}

async function idsOf(user: string, signal: AbortSignal): Promise<readonly [number, number] | undefined> {
  const { status, stdout } = await runProgram(["getent", "passwd", user], { withinMs: 10_000 }, signal);
  const [, , uid, gid] = stdout.split(":");
  return status === 0 ? [Number(uid), Number(gid)] : undefined;
}
