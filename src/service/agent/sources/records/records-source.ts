/** Fixed-layout binary records from a file, a FIFO or standard input. */
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import type { Logger } from "pino";
import type { RecordSource } from "../../../../model/collect.ts";
import { type Pace, waitFor } from "../../pace.ts";
import type { Sink, Source } from "../source.ts";
import { readFifo } from "./fifo.ts";
import { followFile } from "./file-tail.ts";
import { RecordIntake } from "./intake.ts";
import type { RecordLayout } from "./layout/layout.ts";

export interface RecordsOptions {
  readonly source: Pick<RecordSource, "topic" | "from"> & { readonly format: "json" | "influx" };
  readonly layout: RecordLayout;
  readonly stdin: Readable;
  readonly sink: Sink;
  readonly log: Logger;
  readonly pace: Pick<Pace, "followMs">;
}

/** The measurement has the topic's name, its last level if there are several: `Servo`, `plant/line1/Servo`. */
export function collectRecords({ source, layout, stdin, sink, log, pace }: RecordsOptions): Source {
  const stop = new AbortController();
  const { from, topic, format } = source;
  const stream = from === "-" ? "standard input" : from;
  const measurement = topic.split("/").findLast((level) => level !== "") ?? "records";
  const say = (what: string) => log.warn(what);
  const intake = new RecordIntake({ layout, measurement, batches: format === "influx", stream, sink, say });
  let trouble: string | undefined;
  const setTrouble = (what: string | undefined) => {
    if (what !== undefined && what !== trouble) say(what);
    trouble = what;
  };

  const running = from === "-" ? readStdin(stdin, intake, stop.signal, setTrouble) : readPath();

  /** A name may come to mean something else at any time: it is looked at again whenever reading ends. */
  async function readPath(): Promise<void> {
    let start: "place" | "start" = "place";
    while (!stop.signal.aborted) {
      try {
        const what = await stat(from);
        if (!what.isFIFO() && !what.isFile()) throw new Error("it is neither a file nor a FIFO; copy it into a FIFO");
        setTrouble(undefined);
        if (what.isFIFO()) await readFifo(from, pace.followMs, intake, stop.signal);
        else await followFile(from, start, pace.followMs, intake, stop.signal);
        start = "start";
      } catch (error) {
        start = "place";
        setTrouble(`${from} cannot be read: ${error instanceof Error ? error.message : error}`);
        await waitFor(pace.followMs, stop.signal);
      } finally {
        intake.interrupt();
      }
    }
  }

  return {
    counters: () => intake.counters(),
    trouble: () => trouble,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

/** Read until it is closed, and no longer. */
function readStdin(
  stdin: Readable,
  intake: RecordIntake,
  signal: AbortSignal,
  setTrouble: (what: string) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const leave = (what?: string) => {
      stdin.off("data", take);
      stdin.pause();
      intake.interrupt();
      if (what !== undefined) setTrouble(what);
      resolve();
    };
    const take = (chunk: Buffer) => intake.push(chunk);
    stdin.on("data", take);
    stdin.once("end", () => leave("standard input was closed"));
    stdin.once("error", (error) => leave(`standard input cannot be read: ${error.message}`));
    signal.addEventListener("abort", () => leave(), { once: true });
  });
}
