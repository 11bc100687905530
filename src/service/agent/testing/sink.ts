import type { Mark } from "../buffer/entry.ts";
import type { Sample } from "../sample/sample.ts";
import { stamper } from "../sample/stamp.ts";
import type { Sink } from "../sources/source.ts";

/** A sink that remembers. `room` can be taken away. */
export function aSink(): Sink & {
  readonly messages: (readonly Sample[])[];
  readonly places: Map<string, string>;
  room: boolean;
} {
  const messages: (readonly Sample[])[] = [];
  const places = new Map<string, string>();
  return {
    messages,
    places,
    room: true,
    put(samples: readonly Sample[], mark?: Mark) {
      messages.push(samples);
      if (mark) places.set(mark.source, mark.place);
    },
    hasRoom() {
      return this.room;
    },
    placeOf: (source) => places.get(source),
    stampNs: stamper(Date.now),
  };
}
