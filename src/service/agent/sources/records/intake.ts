/** Chunks of a record stream → messages. */
import type { Sample } from "../../sample/sample.ts";
import type { Sink } from "../source.ts";
import { decode, RecordCutter } from "./decode.ts";
import type { RecordLayout } from "./layout/layout.ts";

/** Lines of a message at the most, or the lines of one record: some 20 kB. */
const linesPerMessage = 200;

export interface IntakeOptions {
  readonly layout: RecordLayout;
  readonly measurement: string;
  /** Records that one message may hold; JSON carries one, since readers of it take one time per message. */
  readonly batches: boolean;
  /** Name of the stream, for the places that are kept with its messages. */
  readonly stream: string;
  readonly sink: Sink;
  readonly say: (what: string) => void;
}

export class RecordIntake {
  readonly #options: IntakeOptions;
  readonly #cutter: RecordCutter;
  readonly #recordsPerMessage: number;
  #records = 0;
  #partial = 0;
  #restCounted = false;

  constructor(options: IntakeOptions) {
    const { layout, batches } = options;
    this.#options = options;
    this.#cutter = new RecordCutter(layout.sizeBytes);
    this.#recordsPerMessage = batches ? Math.max(1, Math.floor(linesPerMessage / layout.variables.length)) : 1;
  }

  /** Bytes that make about one message. */
  get messageBytes(): number {
    return this.#recordsPerMessage * this.#options.layout.sizeBytes;
  }

  /** Place after the last record that was taken in, also before a restart. */
  get place(): string | undefined {
    return this.#options.sink.placeOf(this.#options.stream);
  }

  hasRoom(): boolean {
    return this.#options.sink.hasRoom();
  }

  /** @param placeBefore the place that lies so many bytes before the end of the chunk; absent for streams that have none */
  push(chunk: Buffer, placeBefore?: (bytes: number) => string): void {
    const { layout, measurement, stream, sink } = this.#options;
    const records = this.#cutter.push(chunk);
    if (records.length > 0) this.#restCounted = false;
    this.#records += records.length;
    for (let from = 0; from < records.length; from += this.#recordsPerMessage) {
      const some = records.slice(from, from + this.#recordsPerMessage);
      const samples = some.map(
        (record): Sample => ({
          measurement,
          timeNs: sink.stampNs(),
          fields: decode(record, layout),
          splitBy: "object_variable",
        }),
      );
      const after = this.#cutter.restBytes + (records.length - from - some.length) * layout.sizeBytes;
      sink.put(samples, placeBefore && { source: stream, place: placeBefore(after) });
    }
  }

  /** The stream has ended for now, in the middle of a record: counted once. */
  pauseInRecord(): void {
    if (this.#cutter.restBytes === 0 || this.#restCounted) return;
    this.#restCounted = true;
    this.#partial++;
    this.#options.say(
      `${this.#options.stream} ends in the middle of a record, after ${this.#cutter.restBytes} bytes of it`,
    );
  }

  /** What comes next is not the rest of what came before. */
  interrupt(): void {
    this.pauseInRecord();
    this.#restCounted = false;
    this.#cutter.clear();
  }

  counters(): Readonly<Record<string, number>> {
    return { records_read: this.#records, records_partial: this.#partial };
  }
}
