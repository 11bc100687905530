import type { LabHost } from "../model/lab.ts";

/** Their addresses end in 11, 12, …. @param network first three numbers of the lab's own link, `10.77.0` */
export function labHosts(count: number, network: string): readonly LabHost[] {
  return Array.from({ length: count }, (_, index) => ({
    name: index === 0 ? "manager" : `worker-${index}`,
    address: `${network}.${11 + index}`,
    mac: macOf(network, 11 + index),
  }));
}

/** Locally administered, unicast, the last four bytes those of the address. @see IEEE 802-2014, section 8.2.2 */
function macOf(network: string, last: number): string {
  const bytes = [0x02, 0x00, ...network.split(".").map(Number), last];
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(":");
}
