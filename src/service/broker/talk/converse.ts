import type { Rights } from "../access/rights.ts";
import type { Bounds } from "../core/bounds.ts";
import type { Counters } from "../core/counters.ts";
import type { Connection } from "../link/connection.ts";
import type { Exchange } from "../route/exchange.ts";
import { levelCount, treeBytes } from "../route/levels.ts";
import type { Ending } from "../session/channel.ts";
import type { Session } from "../session/session.ts";
import type { Sessions } from "../session/sessions.ts";
import { AckQueue } from "./ack-queue.ts";
import { Conversation } from "./conversation.ts";
import { Publisher } from "./publisher.ts";
import { TopicMemo } from "./topic-memo.ts";

/** What all conversations share. */
export interface House {
  readonly exchange: Exchange;
  readonly sessions: Sessions;
  readonly rights: Rights;
  readonly counters: Counters;
  readonly bounds: Bounds;
  /** QoS 2 messages of one client that may wait for their PUBREL. */
  readonly openLimit: number;
  /** Says what a client did that it had no right to. */
  readonly warn: (about: { from: string; user: string; client: string; topic: string }, what: string) => void;
}

/** The conversation of a client that has just logged in. */
export function converse(
  house: House,
  session: Session,
  connection: Connection,
  onEnd: (why: Ending) => void,
): Conversation {
  const { exchange, sessions, rights, counters, bounds } = house;
  const denied = (topic: string, what: string) =>
    house.warn({ from: connection.from, user: session.user, client: session.clientId, topic }, what);
  const answers = new AckQueue({
    sendAck: (kind, id) => connection.sendAck(kind, id),
    eased: () => publisher.eased(),
    refused(count, error) {
      counters.pubackFailed += count;
      counters.messagesUnstored += count;
      // Without an acknowledgement the client sends its messages again, once it has connected anew.
      connection.close("not-stored", error instanceof Error ? error.message : "");
    },
  });
  const topics = new TopicMemo(exchange.router, (topic) => rights.mayPublish(session, topic), bounds.topicLevels);
  const publisher: Publisher = new Publisher({
    connection,
    exchange,
    session,
    topics,
    answers,
    counters,
    unstoredBytes: bounds.unstoredBytes,
    openLimit: house.openLimit,
    onDenied: (topic) => denied(topic, "publish denied"),
  });
  return new Conversation({
    connection,
    session,
    publisher,
    answers,
    counters,
    subscribe(filter, qos) {
      const granted =
        hasRoom(session, filter, bounds) &&
        levelCount(filter) <= bounds.topicLevels &&
        rights.maySubscribe(session, filter);
      if (granted) sessions.subscribe(session, filter, qos);
      else denied(filter, "subscription denied");
      return granted;
    },
    unsubscribe: (filter) => sessions.unsubscribe(session, filter),
    retained(filter, visit) {
      exchange.retained.find(filter, (message) => {
        if (session.mayReceive(message.topic)) visit(message);
        else counters.deliveriesDenied++;
      });
    },
    onEnd,
  });
}

function hasRoom({ subscriptions, subscriptionBytes }: Session, filter: string, bounds: Bounds): boolean {
  if (subscriptions.has(filter)) return true;
  return subscriptions.size < bounds.subscriptions && subscriptionBytes + treeBytes(filter) <= bounds.subscriptionBytes;
}
