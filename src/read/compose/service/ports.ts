import { type PortText, parsePort, parseRange } from "../../../compose/port/port.ts";
import { type Entry, type Node, textAt } from "../../../model/node.ts";
import type { Span } from "../../../model/span.ts";
import type { Port } from "../../../model/stack.ts";
import type { Say } from "../../say/say.ts";
import { sayUnknown } from "../../tree/keys.ts";
import { asList, asWritten } from "../../tree/shape.ts";
import type { Context } from "../context.ts";
import { badPort, expandPort } from "./port-range.ts";

const longKeys = ["app_protocol", "host_ip", "mode", "name", "protocol", "published", "target"];

/** `ports:` in either syntax, ranges written out; the same port twice counts once, as in compose. */
export function readPorts(node: Node, path: string, context: Context, say: Say): readonly Port[] {
  const ports = asList(node, path, say).flatMap((item, i) => {
    const text = readPort(item, `${path}[${i}]`, say);
    return text ? expandPort(text, item.at, `${path}[${i}]`, context, say) : [];
  });
  return [...new Map(ports.map((port) => [keyOf(port), port])).values()];
}

/** `expose:` names container ports that are not published. */
export function readExpose(node: Node, path: string, context: Context, say: Say): readonly Port[] {
  return asList(node, path, say).flatMap((item, i) => {
    const text = readPort(item, `${path}[${i}]`, say);
    if (!text) return [];
    const { target, protocol } = text;
    return expandPort({ target, protocol }, item.at, `${path}[${i}]`, context, say);
  });
}

const keyOf = (port: Port) => `${port.hostIp ?? ""} ${port.published ?? ""} ${port.target} ${port.protocol}`;

function readPort(item: Node, path: string, say: Say): PortText | undefined {
  if (item.kind === "map") return readLong(item.entries, item.at, path, say);
  const text = asWritten(item, path, say);
  if (!text) return undefined;
  const parsed = parsePort(text.value);
  return typeof parsed === "string" ? badPort(item.at, path, parsed, say) : parsed;
}

function readLong(entries: readonly Entry[], at: Span, path: string, say: Say): PortText | undefined {
  sayUnknown(entries, longKeys, path, "x-allowed", say);
  const get = (key: string) => {
    const entry = entries.find((candidate) => candidate.key === key);
    return entry && asWritten(entry.value, `${path}.${key}`, say);
  };
  const target = get("target");
  if (!target) return badPort(at, path, "has no `target`", say);
  const protocol = get("protocol")?.value ?? "tcp";
  const published = get("published");
  const host = get("host_ip")?.value;
  const ip = host === undefined ? "" : host.includes(":") && !host.startsWith("[") ? `[${host}]:` : `${host}:`;
  // The long syntax allows neither more nor less than the short one, so one reader judges both.
  const parsed = parsePort(`${ip}${published?.value ?? ""}${published || ip ? ":" : ""}${target.value}/${protocol}`);
  if (typeof parsed !== "string") return parsed;
  const culprit = [target, published].find((value) => value && typeof parseRange(value.value) === "string");
  return badPort((culprit ?? textAt("", at)).at, path, parsed, say);
}
