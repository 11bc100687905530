/**
 * The lines of a mosquitto.conf, each with the section that it holds for, which is not always the one that it stands in: what is
 * neither a listener's nor a bridge's holds for the whole broker ("") wherever it stands.
 * @see mosquitto.conf(5), "Listeners", "Configuring Bridges", per_listener_settings
 */
import { listenerKeys, securityKeys } from "../../../model/listener.ts";
import type { Line } from "../lines.ts";

export interface MosquittoLine {
  readonly index: number;
  readonly key: string;
  readonly value: string;
  /** "", `listener 1883`, `connection name`. */
  readonly section: string;
}

/** Settings that only a bridge has: with no `connection` line above, they mean nothing. */
const bridgeKey =
  /^(?:bridge_.+|(?:remote|local)_(?:clientid|username|password|cleansession)|address(?:es)?|topic|cleansession|notifications?(?:_\w+)?|round_robin|try_private|restart_timeout|idle_timeout|threshold|keepalive_interval|clientid|username|password|start_type)$/;

export function mosquittoLines(lines: readonly Line[]): readonly MosquittoLine[] {
  const bare = lines.flatMap(({ text }, index) => {
    const [, key, value = ""] = /^\s*([^\s#]\S*)(?:\s+(.*?))?\s*$/.exec(text.replace(/^\ufeff/, "")) ?? [];
    return key === undefined ? [] : [{ index, key, value }];
  });
  const port = bare.findLast(({ key }) => key === "port");
  // What stands before the first listener belongs to the default one, which has a name of its own where it has a port.
  const first = port ? listenerSection(port.value) : "";
  let listener = first;
  let bridge = "";
  return bare.map(({ index, key, value }) => {
    if (key === "listener") [listener, bridge] = [listenerSection(value), ""];
    if (key === "port") listener = first;
    if (key === "connection") bridge = `connection ${value}`;
    const isOwn = key === "bind_address" ? first : listener;
    const section = isBridgeKey(key) ? bridge : isOfListener(bare, key) ? isOwn : "";
    return { index, key, value, section };
  });
}

export const isBridgeKey = (key: string): boolean => key === "connection" || bridgeKey.test(key);

function listenerSection(value: string): string {
  const [port = "", address = ""] = value.replace(/\s#.*$/, "").split(/\s+/);
  return `listener ${Number(port)} ${address}`.trimEnd();
}

/** Whether the key shapes one listener only, in this file. */
export function isOfListener(lines: readonly { readonly key: string; readonly value: string }[], key: string): boolean {
  if (key === "listener" || listenerKeys.has(key)) return true;
  const perListener = lines.findLast((line) => line.key === "per_listener_settings")?.value.startsWith("true") ?? false;
  return perListener && (securityKeys.has(key) || /^(?:plugin|auth)_opt_/.test(key));
}

export const isBridge = (section: string): boolean => section.startsWith("connection ");

/** Where the lines below one `listener`, `port` or `connection` line stand, or those above all of them. */
export interface Part {
  /** Section of the line that opens it; "" for what stands above. */
  readonly section: string;
  readonly from: number;
  readonly to: number;
  /** Where a new line goes. */
  readonly insertAt: number;
}

/** @param end index after the last line that is not blank */
export function partsOf(conf: readonly MosquittoLine[], end: number): readonly Part[] {
  const openers = conf.filter(({ key }) => key === "listener" || key === "port" || key === "connection");
  const starts = [{ section: "", index: 0 }, ...openers];
  return starts.map(({ section, index: from }, i) => {
    const to = openers[i]?.index ?? Math.max(end, from);
    const last = conf.findLast(({ index }) => index >= from && index < to);
    return { section, from, to, insertAt: last ? last.index + 1 : to };
  });
}
