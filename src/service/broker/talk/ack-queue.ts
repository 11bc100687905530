/**
 * Answers that wait until what they answer is durable.
 * Invariant: they leave in the order in which the packets came that they answer [MQTT-4.6.0-2], [MQTT-4.6.0-3], whatever becomes durable
 * first; many may wait at the same time.
 */
import type { Ack } from "../wire/answers.ts";

export interface AckSink {
  sendAck(kind: Ack, id: number): void;
  /** Something has left: `waitingBytes` is less than it was. */
  eased(): void;
  /** What was to be answered could not be kept: the client must send it again, on another connection [MQTT-4.4.0-1]. */
  refused(answers: number, error: unknown): void;
}

/** Neighbours that wait for the same promise share a group. */
interface Group {
  readonly promise: Promise<void> | undefined;
  settled: boolean;
  /** Kind in the upper bits, identifier in the lower 16. */
  readonly acks: number[];
  /** Of the packets that it answers. */
  bytes: number;
  readonly after: (() => void) | undefined;
}

export class AckQueue {
  readonly #sink: AckSink;
  #groups: Group[] = [];
  #head = 0;
  #last: Group | undefined;
  #failed = false;
  /** Bytes of the packets whose answers wait. */
  waitingBytes = 0;

  constructor(sink: AckSink) {
    this.#sink = sink;
  }

  /** @param due undefined: now, or as soon as those before it have left */
  /** @param bytes of the packet that is answered */
  ack(kind: Ack, id: number, due: Promise<void> | undefined, bytes = 0): void {
    const last = this.#last;
    if (!last && !due) {
      this.#sink.sendAck(kind, id);
      return;
    }
    this.waitingBytes += bytes;
    const packed = (kind << 16) | id;
    if (last && !last.after && (!due || due === last.promise)) {
      last.acks.push(packed);
      last.bytes += bytes;
    } else {
      this.#add({ promise: due, settled: due === undefined, acks: [packed], bytes, after: undefined });
    }
  }

  /** Something else than a short answer: done in its turn. */
  inTurn(due: Promise<void> | undefined, after: () => void): void {
    if (!this.#last && !due) after();
    else this.#add({ promise: due, settled: due === undefined, acks: [], bytes: 0, after });
  }

  #add(group: Group): void {
    this.#groups.push(group);
    this.#last = group;
    group.promise?.then(
      () => {
        group.settled = true;
        this.#advance();
      },
      (error) => this.#refuse(group, error),
    );
  }

  #advance(): void {
    if (this.#failed) return;
    for (let group = this.#groups[this.#head]; group?.settled; group = this.#groups[this.#head]) {
      this.#head++;
      this.waitingBytes -= group.bytes;
      for (const ack of group.acks) this.#sink.sendAck((ack >> 16) as Ack, ack & 0xffff);
      group.after?.();
    }
    if (this.#head === this.#groups.length) this.#last = undefined;
    if (this.#head * 2 > this.#groups.length) {
      this.#groups = this.#groups.slice(this.#head);
      this.#head = 0;
    }
    // Last of all: it may bring more packets, and more answers with them.
    this.#sink.eased();
  }

  /** Nothing leaves any more: an answer that came after the gap would hide it. */
  #refuse(group: Group, error: unknown): void {
    const first = !this.#failed;
    this.#failed = true;
    this.#sink.refused(group.acks.length, first ? error : undefined);
  }
}
