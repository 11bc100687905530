/** The link between the hosts: a bridge with a tap for each, in a network namespace that nothing leads out of. */
import { existsSync } from "node:fs";
import type { LabHost } from "../../model/lab.ts";
import { run } from "../process/run.ts";
import { tapOf } from "./guest/kernel-line.ts";
import { labNetwork, type Place } from "./place.ts";

const bridge = "br-lab";

/** Makes what is missing. @throws Fault */
export async function makeLink({ namespace }: Place, hosts: readonly LabHost[], signal: AbortSignal): Promise<void> {
  if (!existsSync(`/run/netns/${namespace}`)) await run("ip", ["netns", "add", namespace], signal);
  const ip = (words: string) => run("ip", ["-n", namespace, ...words.split(" ")], signal);
  const there = await devices(ip).catch(async () => {
    signal.throwIfAborted();
    // Killed between making the name and what it stands for.
    await run("ip", ["netns", "del", namespace], signal);
    await run("ip", ["netns", "add", namespace], signal);
    return devices(ip);
  });
  await ip("link set lo up");
  if (!there.has(bridge)) await ip(`link add ${bridge} type bridge forward_delay 0 mcast_snooping 0`);
  await ip(`addr replace ${labNetwork}.1/24 dev ${bridge}`);
  await ip(`link set ${bridge} up`);
  for (const host of hosts) {
    const tap = tapOf(host);
    if (!there.has(tap)) await ip(`tuntap add ${tap} mode tap`);
    // Up before a guest opens it: with one that is down, its kernel turns in a circle for ever.
    await ip(`link set ${tap} master ${bridge} up`);
  }
}

/** Bridge and taps go with it. Idempotent. @throws Fault */
export async function removeLink({ namespace }: Place, signal: AbortSignal): Promise<void> {
  if (existsSync(`/run/netns/${namespace}`)) await run("ip", ["netns", "del", namespace], signal);
}

async function devices(ip: (words: string) => Promise<string>): Promise<ReadonlySet<string>> {
  const all = JSON.parse((await ip("-j link show")) || "[]") as readonly { readonly ifname: string }[];
  return new Set(all.map(({ ifname }) => ifname));
}
