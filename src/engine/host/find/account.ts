/** The user that a program runs as once it has started. */
import { stat } from "node:fs/promises";
import type { Account, ConfigText } from "../../../model/machine.ts";
import { runProgram } from "../run-program.ts";
import type { Known } from "./known.ts";
import type { Managed } from "./manager.ts";
import { linesOf } from "./mosquitto-files.ts";
import type { Running } from "./processes.ts";

/**
 * In this order: who runs it now; `user` of mosquitto.conf, which is `mosquitto` where it says nothing; the unit's or the script's user; the
 * user that the package makes; the owner of its data.
 * @see mosquitto.conf(5), user: only counts for one that root starts, as all service managers do
 */
export async function accountOf(
  known: Pick<Known, "user" | "data">,
  kind: string,
  configs: readonly ConfigText[],
  running: Running | undefined,
  { unit, script }: Managed,
  signal: AbortSignal,
): Promise<Account> {
  if (running) return byIds(running.uid, running.gid, signal);
  const texts = configs.filter(({ format }) => format === "mosquitto");
  const own = kind === "mosquitto" ? texts.flatMap((config) => linesOf(config, "user")).at(-1)?.value : undefined;
  const scripted = (name: string) => new RegExp(`^${name}=["']?([\\w.-]+)`, "m").exec(script ?? "")?.[1];
  const started = { user: unit?.user || scripted("USER"), group: unit?.group || scripted("GROUP") };
  for (const { user, group } of [{ user: own, group: undefined }, started, { user: known.user, group: undefined }]) {
    const account = user ? await byName(user, group, signal) : undefined;
    if (account) return account;
  }
  const data = await stat(known.data).catch(() => undefined);
  return byIds(data?.uid ?? 0, data?.gid ?? 0, signal);
}

/** @param group other than the user's own: a service may be started with one */
async function byName(name: string, group: string | undefined, signal: AbortSignal): Promise<Account | undefined> {
  const [user, , uid, gid] = await entry("passwd", name, signal);
  if (user === undefined || uid === undefined || gid === undefined) return undefined;
  const [groupName, , groupId] = await entry("group", group ?? gid, signal);
  return { user, group: groupName ?? gid, uid: Number(uid), gid: Number(groupId ?? gid) };
}

/** Ids that nobody has a name for keep their number as one. */
export async function byIds(uid: number, gid: number, signal: AbortSignal): Promise<Account> {
  const [[user], [group]] = await Promise.all([
    entry("passwd", String(uid), signal),
    entry("group", String(gid), signal),
  ]);
  return { user: user ?? String(uid), group: group ?? String(gid), uid, gid };
}

/** @see getent(1): asks whatever the machine keeps its users in */
async function entry(database: "passwd" | "group", key: string, signal: AbortSignal): Promise<readonly string[]> {
  const { status, stdout } = await runProgram(["getent", database, key], { withinMs: 10_000 }, signal);
  return status === 0 ? (stdout.split("\n")[0] ?? "").split(":") : [];
}
