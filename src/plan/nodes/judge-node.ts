/** Facts of a host → what speaks against it as a node of a swarm with encrypted overlays. */
import type { EngineFacts, HostFacts, NodeCheck, NodeFinding } from "../../model/node-host.ts";
import { neededModules } from "./kernel-modules.ts";

export interface Judged {
  readonly engine: EngineFacts;
  /** Absent: nobody looked. */
  readonly host?: HostFacts;
  /** Address that the others see it at. */
  readonly ip?: string;
  /** It is to become a node: nobody may hold its ports yet. */
  readonly fresh: boolean;
}

export function judgeNode(node: Judged): readonly NodeFinding[] {
  const { engine, host } = node;
  const name = engine.hostname;
  const say: Say = (check, verdict, what, remedy) => ({
    node: name,
    check,
    verdict,
    what,
    ...(remedy !== undefined && { remedy }),
  });
  return [ofEngine(engine, say), ...(host ? [ofModules(host, say), ofPorts(node, host, say), ofDisk(host, say)] : [])]
    .concat(host && node.ip !== undefined ? [ofMtu(host, node.ip, say)] : [])
    .flat();
}

type Say = (check: NodeCheck, verdict: NodeFinding["verdict"], what: string, remedy?: string) => NodeFinding;

function ofEngine({ release, rootless, liveRestore }: EngineFacts, say: Say): readonly NodeFinding[] {
  const found: NodeFinding[] = [];
  if (leaksOverlays(release)) {
    const what = `Docker Engine ${release} sends what encrypted overlays carry in clear text at times (CVE-2023-28840, -28841, -28842)`;
    found.push(say("engine", "fail", what, "Update it to 20.10.24, 23.0.3 or newer."));
  }
  if (rootless) {
    const what = "its engine runs without root, and carries no overlays";
    found.push(say("engine", "fail", what, "Take the engine that root runs: -H unix:///var/run/docker.sock."));
  }
  if (liveRestore) {
    const remedy = 'Take "live-restore" out of /etc/docker/daemon.json there, and restart Docker.';
    found.push(say("engine", "fail", "its engine has live-restore on, which no swarm takes", remedy));
  }
  return found.length > 0 ? found : [say("engine", "pass", `Docker Engine ${release}`)];
}

/** @see CVE-2023-28840, CVE-2023-28841, CVE-2023-28842: fixed in 20.10.24 and 23.0.3 */
export function leaksOverlays(release: string): boolean {
  const [, major, minor, patch] = (/^(\d+)\.(\d+)\.(\d+)/.exec(release) ?? []).map(Number);
  if (major === undefined || minor === undefined || patch === undefined) return false;
  if (major === 20 && minor === 10) return patch < 24;
  if (major === 23 && minor === 0) return patch < 3;
  return major < 20 || (major === 20 && minor < 10);
}

function ofModules({ modules, modulesKnown, kernel }: HostFacts, say: Say): readonly NodeFinding[] {
  const missing = neededModules.filter(({ any }) => !any.some((name) => modules.includes(name)));
  if (missing.length === 0) return [say("kernel-modules", "pass", "its kernel has what encrypted overlays need")];
  const names = missing.map(({ any, why }) => `${any.join(" or ")} (${why})`).join(", ");
  if (!modulesKnown) {
    const what = `its kernel ${kernel} does not list its modules; not loaded: ${names}`;
    return [say("kernel-modules", "unknown", what, "`edgeward verify` shows whether overlays are encrypted.")];
  }
  const remedy =
    "Install the kernel's further modules (Ubuntu: linux-modules-extra; Raspberry Pi and others: a kernel that has them).";
  return [say("kernel-modules", "fail", `its kernel ${kernel} has no ${names}`, remedy)];
}

function ofPorts({ fresh }: Judged, { held }: HostFacts, say: Say): readonly NodeFinding[] {
  if (!fresh) return [];
  if (held.length === 0) return [say("ports", "pass", "nobody holds the swarm's ports")];
  const what = `somebody holds ${held.join(", ")}, which the swarm needs`;
  return [say("ports", "fail", what, "See who: `ss -tulpn` there, and stop it.")];
}

const mebibyte = 2 ** 20;

function ofDisk({ freeBytes }: HostFacts, say: Say): readonly NodeFinding[] {
  const what = `${Math.round(freeBytes / mebibyte)} MiB are free where containers are kept`;
  const remedy = "Make room there: `docker system df` says what takes it.";
  if (freeBytes < 200 * mebibyte) return [say("disk", "fail", what, remedy)];
  return [freeBytes < 1024 * mebibyte ? say("disk", "notice", what, remedy) : say("disk", "pass", what)];
}

/** Of each packet, what VXLAN takes and what an engine leaves for ESP, in bytes. @see libnetwork, overlay: vxlanEncap, pktExpansion */
const overlayBytes = 50 + 26;
const ethernet = 1500;

function ofMtu({ addresses }: HostFacts, ip: string, say: Say): readonly NodeFinding[] {
  const link = addresses.find((one) => one.ip === ip);
  if (!link) {
    const what = `no device there has the address ${ip}: something translates addresses in between`;
    return [say("address", "notice", what, "ESP does not pass every translation: `edgeward verify` shows it.")];
  }
  if (link.mtu >= ethernet) return [say("mtu", "pass", `packets of ${link.mtu} bytes on ${link.device}`)];
  const what = `${link.device} carries packets of ${link.mtu} bytes only: an encrypted overlay has ${link.mtu - overlayBytes} of them`;
  const remedy = `Give each overlay driver_opts: { com.docker.network.driver.mtu: "${link.mtu - overlayBytes}" }.`;
  return [say("mtu", "notice", what, remedy)];
}
