/** One entry of `ports`, in either syntax, as the long syntax has it; a range of container ports becomes as many. */
import { childOf, type Mapping, type Node, textOf } from "../../model/node.ts";
import { goText } from "../amount/go-text.ts";
import { isIpAddress } from "./ip.ts";
import { type PortRange, type PortText, parsePort, parseRange } from "./port.ts";

export interface LongPort {
  /** 1 to 65535. */
  readonly target: number;
  /** Absent: the engine chooses. */
  readonly published?: number;
  /** Where the engine may choose from several: the last of them; `published` is the first. */
  readonly publishedTo?: number;
  /** Without brackets. */
  readonly hostIp?: string;
  readonly protocol: "tcp" | "udp" | "sctp";
  /** As written, in the long syntax only: `host`, `ingress`. */
  readonly mode?: string;
  readonly name?: string;
  readonly appProtocol?: string;
}

/** What a range stands for, before it is written out: as small as its text. */
interface PortRanges extends PortText, Pick<LongPort, "mode" | "name" | "appProtocol"> {
  readonly protocol: LongPort["protocol"];
}

/**
 * A range of 65,535 ports is 65,535 records: whoever reads strangers' files asks `portRanges` first.
 * @returns what is wrong, as the end of a sentence that begins with "the port", when it is none
 */
export function portsOf(node: Node): readonly LongPort[] | string {
  const ranges = portRanges(node);
  return typeof ranges === "string" ? ranges : expand(ranges);
}

/** @returns what is wrong, as `portsOf` */
export function portRanges(node: Node): PortRanges | string {
  if (node.kind === "list") return "is a list";
  if (node.kind === "map") return fromLong(node);
  const text = textOf(node);
  if (text === undefined || typeof node.value === "boolean") return "is no port";
  const parsed = parsePort(typeof node.value === "number" ? (goText(node) ?? "") : text);
  return typeof parsed === "string" ? parsed : checked(parsed);
}

function fromLong(map: Mapping): PortRanges | string {
  const field = (key: string) => textOf(childOf(map, key)) || undefined;
  const [target, host, hostIp, mode] = [field("target"), field("published"), field("host_ip"), field("mode")];
  if (target === undefined) return "names no `target`";
  if (!/^\d+$/.test(target)) return `has \`${target}\` where a port number belongs`;
  if (hostIp !== undefined && !isIpAddress(hostIp)) return `has \`${hostIp}\` where an IP address belongs`;
  if (mode !== undefined && mode !== "host" && mode !== "ingress") return `has the mode \`${mode}\``;
  const targets = parseRange(target);
  if (typeof targets === "string") return targets;
  const published = host === undefined ? undefined : parseRange(host);
  if (typeof published === "string") return published;
  const [name, appProtocol] = [field("name"), field("app_protocol")];
  const ranges = checked({
    target: targets,
    protocol: (field("protocol") ?? "tcp").toLowerCase(),
    ...(published && published[1] > 0 ? { published } : {}),
    ...(hostIp !== undefined && { hostIp }),
  });
  if (typeof ranges === "string") return ranges;
  return {
    ...ranges,
    ...(mode !== undefined && { mode }),
    ...(name !== undefined && { name }),
    ...(appProtocol !== undefined && { appProtocol }),
  };
}

function checked(text: PortText): PortRanges | string {
  const { target, published, protocol } = text;
  if (protocol !== "tcp" && protocol !== "udp" && protocol !== "sctp") return `has the protocol \`${protocol}\``;
  if (target[0] === 0) return "has 0 as the container's port";
  const isLopsided = published !== undefined && countOf(target) > 1 && countOf(published) !== countOf(target);
  return isLopsided ? "has ranges of different lengths" : { ...text, protocol };
}

function expand({ target, published, ...common }: PortRanges): readonly LongPort[] {
  const count = countOf(target);
  if (published !== undefined && countOf(published) !== count) {
    return [{ target: target[0], published: published[0], publishedTo: published[1], ...common }];
  }
  return Array.from({ length: count }, (_, i) => ({
    target: target[0] + i,
    ...(published && { published: published[0] + i }),
    ...common,
  }));
}

const countOf = ([first, last]: PortRange): number => last - first + 1;
