/** Keys of one lab, made here before its hosts are: none is in an image, and each host key is known before the first connection. */
import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../../../disk/write-whole.ts";
import type { LabHost } from "../../../model/lab.ts";
import { run } from "../../process/run.ts";
import type { Place } from "../place.ts";
import { knownHost, sshConfig } from "./config.ts";

/** Idempotent: keys that are there are kept. @throws Fault */
export async function makeKeys(hosts: readonly LabHost[], place: Place, signal: AbortSignal): Promise<void> {
  await keyIn(place.sshKey, signal);
  let known = "";
  for (const host of hosts) {
    const { directory, hostKey } = place.guest(host.name);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await keyIn(hostKey, signal);
    known += knownHost(host, place, await publicKey(hostKey));
  }
  await writeWhole(place.knownHosts, known, 0o600);
  await writeWhole(place.sshConfig, sshConfig(hosts, place), 0o600);
}

/** The archive that a guest unpacks over its root when it boots. @param hosts all of the lab */
export async function makeSeed(
  host: LabHost,
  hosts: readonly LabHost[],
  place: Place,
  signal: AbortSignal,
): Promise<void> {
  const { directory, hostKey, seed } = place.guest(host.name);
  const tree = join(directory, "seed");
  await rm(tree, { recursive: true, force: true });
  for (const path of ["etc/ssh", "root/.ssh"]) await mkdir(join(tree, path), { recursive: true, mode: 0o755 });
  const names = ["127.0.0.1 localhost", ...hosts.map(({ name, address }) => `${address} ${name}`)];
  await writeWhole(join(tree, "etc/hosts"), `${names.join("\n")}\n`, 0o644);
  await writeWhole(join(tree, "etc/ssh/ssh_host_ed25519_key"), await readFile(hostKey, "utf8"), 0o600);
  await writeWhole(join(tree, "root/.ssh/authorized_keys"), `${await publicKey(place.sshKey)}\n`, 0o600);
  const owner = ["--owner=root:0", "--group=root:0", "--mode=go-w"];
  await run(
    "tar",
    ["-C", tree, ...owner, "-cf", seed, "etc/hosts", "etc/ssh/ssh_host_ed25519_key", "root/.ssh/authorized_keys"],
    signal,
  );
  await rm(tree, { recursive: true });
}

/** A half-made one is made again. */
async function keyIn(path: string, signal: AbortSignal): Promise<void> {
  if (existsSync(`${path}.pub`)) return;
  await rm(path, { force: true });
  await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "edgeward-lab", "-f", path], signal);
}

/** Its first two words: kind and key. */
async function publicKey(path: string): Promise<string> {
  return (await readFile(`${path}.pub`, "utf8")).split(" ").slice(0, 2).join(" ").trim();
}
