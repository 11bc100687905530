import type { Account, Rights } from "../../model/machine.ts";

/** `0700 influxdb`, `0640 root:grafana`; who has no name that we know stands as a number. */
export function showRights({ uid, gid, mode }: Rights, accounts: readonly Account[]): string {
  const user = uid === 0 ? "root" : (accounts.find((one) => one.uid === uid)?.user ?? String(uid));
  const group = gid === 0 ? "root" : (accounts.find((one) => one.gid === gid)?.group ?? String(gid));
  return `${showMode(mode)} ${user === group ? user : `${user}:${group}`}`;
}

export const showMode = (mode: number): string => mode.toString(8).padStart(4, "0");
