/**
 * What Telegraf does with `[[inputs.mqtt_consumer]]`, in the broker's process: messages → points → store.
 * Invariant: a promise of `offer` resolves when every point of its message is durable, or there was none to store; nothing offered is
 * both lost and resolved.
 */
import { Fault } from "../../model/fault.ts";
import type { IngestInput, IngestLaunch } from "../../model/launch.ts";
import { isTopicFilter } from "../../model/topic.ts";
import type { Intake } from "../intake.ts";
import type { PointSink } from "../point.ts";
import type { EmbeddedService, Surroundings } from "../service.ts";
import { createArrival } from "./arrival.ts";
import { Complaints } from "./complaints.ts";
import { influxReader } from "./influx-reader.ts";
import { jsonReader } from "./json/json-reader.ts";
import { defaultLimits, type IngestLimits } from "./limits.ts";
import { Outbox } from "./outbox.ts";
import type { Reader } from "./reader.ts";
import { createSeries, type Series } from "./series.ts";
import { remember, TopicTree } from "./topics.ts";

export type IngestService = EmbeddedService & Intake;

/** A message that two inputs want is stored by both. */
interface Wanting {
  readonly input: IngestInput;
  readonly readerFor: (series: Series) => Reader;
}

/** Clock steps below this are the clock being kept right, not news. */
const clockNewsMs = 1_000;

/**
 * Ready as soon as it is created. It ends with `around.signal` or its disposal, whichever comes first, and then stores what it had taken.
 * `offer` rejects with Fault "not-ready" while too much waits for the store, with "not-running" at the end, and with the store's own fault
 * when an append failed.
 * @throws Fault "bad-input" when an input asks for what we cannot do
 */
export function createIngest(
  launch: IngestLaunch,
  sink: PointSink,
  around: Surroundings,
  limits: IngestLimits = defaultLimits,
): IngestService {
  const { now, log, signal } = around;
  const arrival = createArrival(now);
  const outbox = new Outbox(sink, launch.database, { limits, now });
  const complaints = new Complaints(log, now, limits.logEveryMs);
  const inputs = new TopicTree<Wanting>();
  for (const input of launch.inputs) {
    check(input);
    const { format } = input;
    const wanting: Wanting = {
      input,
      readerFor: format.name === "influx" ? influxReader(arrival) : jsonReader(format, { ...limits, arrival, now }),
    };
    for (const filter of input.topics) inputs.add(filter, wanting);
  }
  const readersOf = remember(
    (topic) => inputs.match(topic).map(({ input, readerFor }) => readerFor(createSeries(input, topic))),
    limits.topics,
  );
  const counted = { messages_received: 0, bytes_received: 0, messages_malformed: 0, messages_refused: 0 };
  const stop = () => void outbox.close();
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });

  return {
    offer(topic, payload) {
      const readers = readersOf(topic);
      if (readers.length === 0) return undefined;
      counted.messages_received++;
      counted.bytes_received += payload.byteLength;
      const refusal = outbox.refusal(payload.byteLength);
      if (refusal) {
        counted.messages_refused++;
        return Promise.reject(refusal);
      }
      const text = decode(payload);
      const { points } = outbox;
      const before = points.length;
      let wrong = false;
      for (const read of readers) {
        const malformed = read(text, points);
        if (malformed) {
          wrong = true;
          complaints.note(topic, malformed);
        }
      }
      if (wrong) counted.messages_malformed++;
      return points.length === before ? nothingToStore : outbox.commit(payload.byteLength);
    },
    health() {
      const trouble = outbox.trouble();
      if (trouble !== undefined) return { health: "unhealthy", detail: trouble };
      const behindMs = arrival.behindMs();
      const clock = behindMs < clockNewsMs ? "" : `, clock set back by ${inWords(Math.round(behindMs / 1_000))} s`;
      const detail = `${amount(launch.inputs.length, "input")}, ${amount(outbox.counted.points_written, "point")}${clock}`;
      return { health: "healthy", detail };
    },
    counters() {
      const { messages, bytes } = outbox.waiting;
      return {
        ...counted,
        ...outbox.counted,
        backlog_messages: messages,
        backlog_bytes: bytes,
        ...complaints.counts(),
      };
    },
    listens: () => [],
    async [Symbol.asyncDispose]() {
      signal.removeEventListener("abort", stop);
      await outbox.close();
    },
  };
}

const nothingToStore = Promise.resolve();

/** Bytes that are no UTF-8 become U+FFFD, as in Go's JSON decoder. */
function decode(payload: Uint8Array): string {
  return (
    Buffer.isBuffer(payload) ? payload : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
  ).toString();
}

function check({ topics, topicTag, tags }: IngestInput): void {
  const filter = topics.find((topic) => !isTopicFilter(topic));
  if (filter !== undefined) {
    throw new Fault("bad-input", `"${filter}" is not a topic filter`, "Use + for one level and # for all that follow.");
  }
  if (topicTag === "time" || Object.hasOwn(tags, "time")) {
    throw new Fault(
      "bad-input",
      "a tag cannot be named time",
      "Name the tag otherwise: InfluxDB keeps time for itself.",
    );
  }
}

function amount(count: number, noun: string): string {
  return `${inWords(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function inWords(count: number): string {
  return count.toLocaleString("en-US");
}
