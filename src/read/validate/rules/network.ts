/** Ports, addresses and networks. */
import { hostEntry, parseExtraHost } from "../../../compose/field/extra-host.ts";
import { parseNamespace } from "../../../compose/field/namespace.ts";
import { isMacAddress, isSubnet } from "../../../compose/field/network.ts";
import { isIpAddress } from "../../../compose/port/ip.ts";
import { portRanges } from "../../../compose/port/long-port.ts";
import { parseRange } from "../../../compose/port/port.ts";
import type { Node } from "../../../model/node.ts";
import { at, type Check, complaintOf, scalar, text, textIfAny, unless } from "./check.ts";
import { misspelt } from "./misspelt.ts";

const drivers = ["bridge", "host", "ipvlan", "macvlan", "none", "overlay"];
const modes = ["network_mode", "pid", "ipc", "uts", "userns_mode"] as const;
const examples = {
  network_mode: "`host`, `none`, `service:web`, or list networks under `networks:`",
  pid: "`host` or `service:web`",
  ipc: "`host`, `private`, `shareable` or `service:web`",
  uts: "`host`",
  userns_mode: "`host`",
};

const address = textIfAny((written) => unless(isIpAddress(written), `has \`${written}\` where an IP address belongs`));
const subnet = text((written) => unless(isSubnet(written), `has \`${written}\` where a range of addresses belongs`));
const mac = textIfAny((written) => unless(isMacAddress(written), "is no MAC address"));

export const network: readonly Check[] = [
  ...at(["services.*.ports.[]"], port, { code: "bad-port", remedy: portRemedy }),
  ...at(
    ["services.*.expose.[]"],
    scalar((node) => exposed(String(node.value))),
    {
      code: "bad-port",
      remedy: 'Write the container\'s port, for example `"8080"`, `"8080-8085"` or `"53/udp"`.',
    },
  ),
  ...modes.flatMap((mode) =>
    at(
      [`services.*.${mode}`],
      text((written) => complaintOf(parseNamespace(mode, written))),
      {
        code: "bad-value",
        remedy: `Write ${examples[mode]}.`,
      },
    ),
  ),
  ...at(
    ["services.*.extra_hosts", "services.*.build.extra_hosts"].map((path) => `${path}.[]`),
    text((written) => complaintOf(parseExtraHost(written))),
    {
      code: "bad-host",
      remedy: 'Write `"name=address"`, for example `"gateway=10.0.0.1"` or `"host.docker.internal=host-gateway"`.',
    },
  ),
  ...at(["services.*.extra_hosts", "services.*.build.extra_hosts"], hosts, {
    code: "bad-host",
    remedy: "Write `name: address`, for example `gateway: 10.0.0.1` or `host.docker.internal: host-gateway`.",
  }),
  ...at(["services.*.dns", "services.*.dns.[]", "services.*.networks.*.link_local_ips.[]"], address, {
    code: "bad-address",
    remedy: "Write for example `9.9.9.9` or `2620:fe::fe`; names are not looked up here.",
  }),
  ...at(["services.*.networks.*.ipv4_address", "networks.*.ipam.config.[].aux_addresses.*"], address, {
    code: "bad-address",
    remedy: "Write for example `10.5.0.10`.",
  }),
  ...at(["services.*.networks.*.ipv6_address"], address, {
    code: "bad-address",
    remedy: "Write for example `fd00::10`.",
  }),
  ...at(["networks.*.ipam.config.[].gateway"], address, {
    code: "bad-address",
    remedy: "Write for example `10.5.0.1`.",
  }),
  ...at(["networks.*.ipam.config.[].subnet", "networks.*.ipam.config.[].ip_range"], subnet, {
    code: "bad-address",
    remedy: "Write an address and the bits of its network, for example `10.5.0.0/16`.",
  }),
  ...at(["services.*.mac_address", "services.*.networks.*.mac_address"], mac, {
    code: "bad-address",
    remedy: 'Write six pairs of hexadecimal digits in quotes, for example `"02:42:ac:11:65:43"`.',
  }),
  ...misspelt(["networks.*.driver"], drivers, "network driver"),
];

function port(node: Node): string | undefined {
  return complaintOf(portRanges(node));
}

/** Says what the complaint is about, since a port has many ways to be wrong. */
function portRemedy(node: Node): string {
  const what = port(node) ?? "";
  if (/protocol/.test(what)) return "Write tcp, udp or sctp, for example `53:53/udp`.";
  if (/IP address/.test(what)) return "Write the host's address, not a name, for example `127.0.0.1:8080:80`.";
  if (/different lengths/.test(what)) return "Give both ranges the same length, for example `7000-7002:80-82`.";
  if (/mode/.test(what)) return "Write `mode: host` or `mode: ingress`.";
  if (node.kind === "map") return 'Write for example `{ target: 80, published: "8080" }`; ports go from 1 to 65535.';
  return 'Write `"host:container"`, for example `"8080:80"` or `"127.0.0.1:8080:80/tcp"`; ports go from 1 to 65535.';
}

function exposed(written: string): string | undefined {
  const [range = "", protocol = "tcp"] = written.split(/\/(.*)/s);
  if (!/^(tcp|udp|sctp)$/i.test(protocol)) return `has the protocol \`${protocol}\``;
  return complaintOf(parseRange(range));
}

function hosts(node: Node): string | undefined {
  if (node.kind !== "map") return undefined;
  for (const { key, value } of node.entries) {
    const items = value.kind === "list" ? value.items : [value];
    const addresses = items.flatMap((item) =>
      item.kind === "scalar" && item.value !== null ? String(item.value) : [],
    );
    const wrong = complaintOf(hostEntry(key, addresses));
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
