/**
 * What each identity may do, as cells that can be tried. Pure.
 * Invariant: every message has a mark of its own, so that whoever hears it says which cell let it through.
 */
import type { BrokerIdentity } from "../model/identity.ts";
import { isTopicName, matches } from "../model/topic.ts";

/** One identity that publishes one message on one topic. */
export interface Cell {
  readonly identity: BrokerIdentity;
  readonly topic: string;
  readonly may: boolean;
  /** The payload: neither JSON nor line protocol, so that no ingest service stores it. */
  readonly mark: string;
}

export interface Matrix {
  readonly topics: readonly string[];
  readonly cells: readonly Cell[];
}

/** @param nonce letters and digits that no topic of the stack contains */
export function matrixOf(identities: readonly BrokerIdentity[], nonce: string): Matrix {
  const topics = topicsOf(identities, nonce);
  const cells = identities.flatMap((identity, i) =>
    topics.map((topic, j): Cell => {
      const mark = `edgeward-probe ${nonce} ${i}-${j}`;
      return { identity, topic, may: mayPublish(identity, topic), mark };
    }),
  );
  return { topics, cells };
}

export const mayPublish = (identity: BrokerIdentity, topic: string): boolean =>
  identity.publish.some((filter) => matches(filter, topic));

export const mayRead = (identity: BrokerIdentity, topic: string): boolean =>
  identity.subscribe.some((filter) => matches(filter, topic));

/**
 * A topic for each filter of anybody, one level below each (an ACL that takes `a` for `a/#` shows there), one that nobody has,
 * and one among the broker's own.
 */
function topicsOf(identities: readonly BrokerIdentity[], nonce: string): readonly string[] {
  const level = `edgeward-probe-${nonce}`;
  const filters = identities.flatMap(({ publish, subscribe }) => [...publish, ...subscribe]);
  const concrete = filters.map((filter) =>
    filter
      .split("/")
      .map((part) => (part === "+" || part === "#" ? level : part))
      .join("/"),
  );
  const below = filters.flatMap((filter, i) => (filter.endsWith("#") ? [] : [`${concrete[i]}/${level}`]));
  const all = [...concrete, ...below, `${level}-nobody/topic`, `$SYS/${level}`];
  return [...new Set(all)].filter(isTopicName);
}
