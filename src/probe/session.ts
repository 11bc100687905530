/**
 * The probes' own MQTT client: it says what a library would hide (the code of a CONNACK, a connection closed in answer to a
 * PUBLISH) and sends what a library would not.
 * Invariant: nothing is sent again, and no connection is made again, behind the caller's back.
 */
import type { Socket } from "node:net";
import { type Caller, connectPacket, type Hear, type Link, linkOver } from "./mqtt-link.ts";
import { openTrusted } from "./open-socket.ts";
import { closesWithin, pour } from "./pour.ts";
import type { Endpoint } from "./probe.ts";
import { attemptMs, within } from "./within.ts";
import { reasonOf } from "./words.ts";

/**
 * What a server made of a caller. `closed`: it hung up without a word, which is a refusal only if it is still there for others.
 * `unclear`: nothing that could be called an answer.
 */
export type Entry =
  | { readonly answer: "accepted"; readonly text: string; readonly session: Session }
  | { readonly answer: "refused" | "closed" | "unclear"; readonly text: string };

/** Each question fails with a TimeoutError when it is not answered in the time that an attempt at its endpoint may take. */
export interface Session extends Disposable {
  /**
   * Subscribes at QoS 0.
   * @returns true when the server acknowledged (a SUBACK says little about rights), false when it closed the connection
   */
  subscribe(filters: readonly string[], signal: AbortSignal): Promise<boolean>;
  /** Publishes at QoS 1 without waiting: `barrier` tells when the server has dealt with it. */
  publish(topic: string, payload: string): void;
  /** @returns true when the server answered a ping that was sent after all else, false when it closed the connection instead */
  barrier(signal: AbortSignal): Promise<boolean>;
  /** Sends bytes that need be no whole packet, at the server's pace. @returns false when the connection closed before the last */
  sendBytes(chunks: Iterable<Uint8Array>, signal: AbortSignal): Promise<boolean>;
  /** @returns whether the server closes the connection within that time, in milliseconds */
  closes(withinMs: number, signal: AbortSignal): Promise<boolean>;
}

/**
 * Connects over TLS and says who is calling.
 * @param ca PEM of the only CA that is trusted
 * @throws only the signal's reason; whatever else happens is an answer
 */
export async function enter(
  endpoint: Endpoint,
  ca: string,
  caller: Caller,
  signal: AbortSignal,
  hear: Hear = () => {},
): Promise<Entry> {
  try {
    const { patienceMs = attemptMs } = endpoint;
    return await within(patienceMs, signal, async (ours) =>
      greet(await openTrusted(endpoint, ca, ours), caller, patienceMs, ours, hear),
    );
  } catch (error) {
    signal.throwIfAborted();
    return { answer: "unclear", text: reasonOf(error) };
  }
}

/** MQTT 3.1.1, table 3.1. Only 4 and 5 speak of the caller; the others could meet anybody. */
const meanings = [
  "accepted",
  "unacceptable protocol version",
  "client identifier rejected",
  "server unavailable",
  "bad user name or password",
  "not authorized",
];

export const connackText = (code: number): string => `CONNACK ${code} (${meanings[code] ?? "unknown"})`;

async function greet(
  socket: Socket,
  caller: Caller,
  patienceMs: number,
  signal: AbortSignal,
  hear: Hear,
): Promise<Entry> {
  const link = linkOver(socket, hear);
  link.send(connectPacket(caller));
  const answer = await link.next("connack", signal);
  if (answer?.cmd !== "connack") return { answer: "closed", text: "closed without a CONNACK" };
  const code = answer.returnCode ?? -1;
  const text = connackText(code);
  if (code === 0) return { answer: "accepted", text, session: sessionOver(socket, link, patienceMs) };
  socket.destroy();
  return { answer: code === 4 || code === 5 ? "refused" : "unclear", text };
}

function sessionOver(socket: Socket, link: Link, patienceMs: number): Session {
  let id = 0;
  const nextId = () => {
    id = (id % 65_535) + 1;
    return id;
  };
  const answered = (cmd: "suback" | "pingresp", signal: AbortSignal) =>
    within(patienceMs, signal, async (ours) => (await link.next(cmd, ours)) !== undefined);
  return {
    subscribe(filters, signal) {
      const subscriptions = filters.map((topic) => ({ topic, qos: 0 as const }));
      link.send({ cmd: "subscribe", messageId: nextId(), subscriptions });
      return answered("suback", signal);
    },
    publish(topic, payload) {
      link.send({ cmd: "publish", messageId: nextId(), topic, payload, qos: 1, dup: false, retain: false });
    },
    barrier(signal) {
      link.send({ cmd: "pingreq" });
      return answered("pingresp", signal);
    },
    sendBytes: (chunks, signal) => within(patienceMs, signal, (ours) => pour(socket, chunks, ours)),
    closes: (withinMs, signal) => closesWithin(socket, withinMs, signal),
    [Symbol.dispose]() {
      link.send({ cmd: "disconnect" });
      socket.destroySoon();
    },
  };
}
