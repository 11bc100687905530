/** What the agent asks of whatever it collects from. */
import type { Mark } from "../buffer/entry.ts";
import type { Sample } from "../sample/sample.ts";

export interface Source extends AsyncDisposable {
  /** Names in snake_case. */
  counters(): Readonly<Record<string, number>>;
  /** What keeps it from collecting, for people; undefined when all is well. */
  trouble(): string | undefined;
}

/** Where samples go: each call is one message. */
export interface Sink {
  put(samples: readonly Sample[], mark?: Mark): void;
  /** Whether there is room for more from a source that can wait, such as a file. */
  hasRoom(): boolean;
  /** Place of the last message that `source` put with a mark; undefined when there is none. */
  placeOf(source: string): string | undefined;
  /** Time of a sample taken now, in nanoseconds since the epoch: differs from one call to the next. */
  stampNs(): bigint;
}
