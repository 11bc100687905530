/** On what a process listens. @see proc(5), /proc/pid/fd, /proc/pid/net/tcp: state 0A; /proc/pid/net/unix: flag 00010000 */
import { readdir, readFile, readlink } from "node:fs/promises";

export interface Listening {
  readonly tcpPorts: readonly number[];
  readonly unix: number;
}

export async function listening(pid: number): Promise<Listening> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const links = await Promise.all(descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => "")));
  const own = new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  const table = async (name: string) => {
    const text = await readFile(`/proc/${pid}/net/${name}`, "utf8").catch(() => "");
    return text
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/));
  };
  const tcp = [...(await table("tcp")), ...(await table("tcp6"))];
  return {
    tcpPorts: tcp
      .filter(([, , , state, , , , , , inode]) => state === "0A" && own.has(inode ?? ""))
      .map(([, local]) => Number.parseInt(local?.split(":")[1] ?? "", 16)),
    unix: (await table("unix")).filter(([, , , flags, , , inode]) => flags === "00010000" && own.has(inode ?? ""))
      .length,
  };
}
