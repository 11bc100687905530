/** `x-edgeward` of a service: what a person says about it, where guessing is not enough. */

import { isIpAddress } from "../../compose/port/ip.ts";
import type { Collect } from "../../model/collect.ts";
import type { Node } from "../../model/node.ts";
import type { Waiver } from "../../model/project.ts";
import { type Role, roles } from "../../model/role.ts";
import type { Located, Span } from "../../model/span.ts";
import { isTopicFilter } from "../../model/topic.ts";
import type { Context } from "../compose/context.ts";
import type { Say } from "../say/say.ts";
import { didYouMean } from "../say/suggest.ts";
import { sayUnknown } from "../tree/keys.ts";
import { asMap, asText, asTexts } from "../tree/shape.ts";
import { readCollect } from "./collect.ts";
import { readWaivers } from "./waivers.ts";

export interface EdgewardService {
  readonly role?: Located<Role>;
  readonly provider?: "embedded" | "system";
  readonly publish?: readonly Located<string>[];
  readonly subscribe?: readonly Located<string>[];
  readonly listen?: Located<string>;
  readonly collect?: Collect;
  /** Which nodes of a swarm it may run on. */
  readonly zone?: Located<string>;
  /** Volumes that it fills once at its start for others to read. */
  readonly fills?: readonly Located<string>[];
  readonly waivers?: readonly Waiver[];
  /** Written, and not understood yet. */
  readonly secrets?: Span;
}

const keys = ["collect", "fills", "listen", "provider", "publish", "role", "secrets", "subscribe", "waivers", "zone"];
const providers = ["embedded", "system"] as const;

export function readEdgeward(node: Node, path: string, context: Context, say: Say): EdgewardService {
  const entries = asMap(node, path, say) ?? [];
  sayUnknown(entries, keys, path, "none", say);
  const find = (key: string) => entries.find((entry) => entry.key === key)?.value;
  const text = (key: string) => {
    const value = find(key);
    return value && asText(value, `${path}.${key}`, say);
  };
  const topics = (key: string) => {
    const value = find(key);
    return value && readFilters(value, `${path}.${key}`, say);
  };
  const zone = text("zone");
  const secrets = find("secrets");
  const [fillsNode, waiversNode] = [find("fills"), find("waivers")];
  const fills = fillsNode && asTexts(fillsNode, `${path}.fills`, "single-too", say);
  const waivers = waiversNode && readWaivers(waiversNode, `${path}.waivers`, say);
  const role = oneOf(text("role"), roles, "a role", say);
  const provider = oneOf(text("provider"), providers, "a provider", say);
  const publish = topics("publish");
  const subscribe = topics("subscribe");
  const listen = readListen(text("listen"), say);
  const collectNode = find("collect");
  const collect = collectNode && readCollect(collectNode, `${path}.collect`, context, say);
  return {
    ...(role && { role }),
    ...(provider && { provider: provider.value }),
    ...(publish && { publish }),
    ...(subscribe && { subscribe }),
    ...(listen && { listen }),
    ...(collect && { collect }),
    ...(zone && { zone }),
    ...(fills && { fills }),
    ...(waivers && { waivers }),
    ...(secrets && { secrets: secrets.at }),
  };
}

function oneOf<T extends string>(
  text: Located<string> | undefined,
  known: readonly T[],
  called: string,
  say: Say,
): Located<T> | undefined {
  if (!text) return undefined;
  const value = known.find((candidate) => candidate === text.value);
  if (value !== undefined) return { value, at: text.at };
  return say.error("bad-value", text.at, `\`${text.value}\` is not ${called}`, didYouMean(text.value, known));
}

function readFilters(node: Node, path: string, say: Say): readonly Located<string>[] {
  const filters = new Map<string, Located<string>>();
  for (const filter of asTexts(node, path, "single-too", say)) {
    if (isTopicFilter(filter.value)) filters.set(filter.value, filter);
    else say.error("bad-topic", filter.at, `\`${filter.value}\` is not a topic filter`, filterRemedy);
  }
  return [...filters.values()];
}

export const filterRemedy =
  "Write levels between slashes; `+` stands for one whole level, `#` for all that follow and last.";

/** `loopback`, `all`, or an address. */
function readListen(text: Located<string> | undefined, say: Say): Located<string> | undefined {
  if (!text) return undefined;
  if (text.value === "loopback") return { value: "127.0.0.1", at: text.at };
  if (text.value === "all") return { value: "0.0.0.0", at: text.at };
  if (isIpAddress(text.value)) return text;
  const what = `\`${text.value}\` is nothing to listen on`;
  return say.error("bad-value", text.at, what, "Write `loopback`, `all` or an IP address of this machine.");
}
