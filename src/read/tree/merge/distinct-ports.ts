import { type PortRange, parsePort } from "../../../compose/port/port.ts";
import { childOf, type List, type Node, textOf } from "../../../model/node.ts";

interface Published {
  /** Address, protocol, and how far host port and container port are apart: ports that differ in it are never the same. */
  readonly kind: string;
  readonly target: PortRange;
  /** Says nothing but the ports. */
  readonly short: boolean;
}

/** Of two that publish the same port of the container on the same address and port the later one counts, also where one is in a range. */
export function distinctPorts(list: List): List {
  const items: Node[] = [];
  const places = new Map<string, number>();
  const ranges = new Map<string, PortRange[]>();
  for (const item of list.items) {
    const port = publishedBy(item);
    const key = port && `${port.kind} ${port.target.join("-")}`;
    const place = key === undefined ? undefined : places.get(key);
    if (place !== undefined) items[place] = item;
    else if (!port || !(port.short && ranges.get(port.kind)?.some((range) => covers(range, port.target)))) {
      items.push(item);
      if (key !== undefined) places.set(key, items.length - 1);
      if (port?.short && port.target[0] < port.target[1]) {
        ranges.set(port.kind, [...(ranges.get(port.kind) ?? []), port.target]);
      }
    }
  }
  return items.length === list.items.length ? list : { ...list, items };
}

/** A short port in a short range adds nothing to it. */
const covers = (range: PortRange, port: PortRange) => range[0] <= port[0] && port[1] <= range[1];

function publishedBy(item: Node): Published | undefined {
  const short = item.kind !== "map";
  const text = short ? textOf(item) : longAsShort(item);
  const port = text === undefined ? undefined : parsePort(text);
  if (port === undefined || typeof port === "string") return undefined;
  const { hostIp = "0.0.0.0", published, target, protocol } = port;
  const apart = published === undefined ? "any" : String(published[0] - target[0]);
  const length = published === undefined ? 0 : published[1] - published[0];
  // A range of host ports for one container port leaves the choice open.
  const choice = published !== undefined && length !== target[1] - target[0] ? `-${published[1]}` : "";
  return { kind: `${hostIp} ${protocol} ${apart}${choice}`, target, short };
}

function longAsShort(item: Node): string | undefined {
  if (item.kind !== "map") return undefined;
  const get = (key: string) => textOf(childOf(item, key));
  const [target, published, ip, protocol] = [get("target"), get("published"), get("host_ip"), get("protocol")];
  if (target === undefined) return undefined;
  const address = ip === undefined ? "" : ip.includes(":") && !ip.startsWith("[") ? `[${ip}]:` : `${ip}:`;
  return `${address}${published ?? ""}${published !== undefined || address !== "" ? ":" : ""}${target}/${protocol ?? "tcp"}`;
}
