import assert from "node:assert/strict";
import { test } from "vitest";
import { readFacts } from "./host-look.ts";

const said = `kernel 6.1.0
module xfrm_user
module esp4
modules known
module br-netfilter
address lo 127.0.0.1 65536
address eth0 10.0.0.2 1500
address docker0 172.17.0.1 1500
address br-0123456789ab 172.18.0.1 1500
address docker_gwbridge 172.19.0.1 1500
address br0 192.168.1.2 9000
source 10.0.0.2
free 2048
held tcp 0100007F:0035
held tcp 00000000000000000000000000000000:1F0A
held udp 00000000:12B5
`;

test("what the scripts print is read", () => {
  assert.deepEqual(readFacts(said, ["esp4", "br_netfilter", "vxlan"], ["tcp/2377", "tcp/7946", "udp/4789"]), {
    kernel: "6.1.0",
    modules: ["esp4", "br_netfilter"],
    modulesKnown: true,
    addresses: [
      { device: "eth0", ip: "10.0.0.2", mtu: 1500 },
      { device: "br0", ip: "192.168.1.2", mtu: 9000 },
    ],
    source: "10.0.0.2",
    freeBytes: 2_097_152,
    held: ["tcp/7946", "udp/4789"],
  });
});
