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

/** A file, and what other files of the same broker say that decides how it is read. */
export interface MosquittoConf {
  readonly lines: readonly MosquittoLine[];
  readonly perListener: boolean;
  /** The default listener's, which has a name of its own where it has a `port`: "", `listener 1883`. */
  readonly defaultSection: string;
}

export type Word = Pick<MosquittoLine, "key" | "value">;

export const mosquittoLines = (lines: readonly Line[]): readonly MosquittoLine[] => mosquittoConf(lines).lines;

/** Keys and values, whatever they hold for. */
export function wordsOf(lines: readonly Line[]): readonly (Word & { readonly index: number })[] {
  return lines.flatMap(({ text }, index) => {
    const [, key, value = ""] = /^\s*([^\s#]\S*)(?:\s+(.*?))?\s*$/.exec(text.replace(/^\ufeff/, "")) ?? [];
    return key === undefined ? [] : [{ index, key, value }];
  });
}

/**
 * @param others words of the broker's other files (`include_dir`). Each file begins with the default listener and no bridge, and leaves
 *   those of the file that includes it as they were (seen with 2.0.11).
 */
export function mosquittoConf(lines: readonly Line[], others: readonly Word[] = []): MosquittoConf {
  const bare = wordsOf(lines);
  const all = [...others, ...bare];
  const port = all.findLast(({ key }) => key === "port");
  // What stands before the first listener belongs to the default one.
  const first = port ? listenerSection(port.value) : "";
  const perListener = all.findLast(({ key }) => key === "per_listener_settings")?.value.startsWith("true") ?? false;
  let listener = first;
  let bridge = "";
  const placed = bare.map(({ index, key, value }) => {
    if (key === "listener") [listener, bridge] = [listenerSection(value), ""];
    if (key === "port") listener = first;
    if (key === "connection") bridge = `connection ${value}`;
    const isOwn = key === "bind_address" ? first : listener;
    const section = isBridgeKey(key) ? bridge : isOfListener({ perListener }, key) ? isOwn : "";
    return { index, key, value, section };
  });
  return { lines: placed, perListener, defaultSection: first };
}

export const isBridgeKey = (key: string): boolean => key === "connection" || bridgeKey.test(key);

function listenerSection(value: string): string {
  const [port = "", address = ""] = value.replace(/\s#.*$/, "").split(/\s+/);
  return `listener ${Number(port)} ${address}`.trimEnd();
}

/** Whether the key shapes one listener only, for this broker. */
export function isOfListener({ perListener }: Pick<MosquittoConf, "perListener">, key: string): boolean {
  if (key === "listener" || listenerKeys.has(key)) return true;
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
export function partsOf({ lines }: MosquittoConf, end: number): readonly Part[] {
  const openers = lines.filter(({ key }) => key === "listener" || key === "port" || key === "connection");
  const starts = [{ section: "", index: 0 }, ...openers];
  return starts.map(({ section, index: from }, i) => {
    const to = openers[i]?.index ?? Math.max(end, from);
    const last = lines.findLast(({ index }) => index >= from && index < to);
    return { section, from, to, insertAt: last ? last.index + 1 : to };
  });
}
