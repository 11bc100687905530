/** Xenomai's latency(1), or what prints as it does: each `RTD|` line is a message. */
import type { Logger } from "pino";
import type { LineSource } from "../../../../model/collect.ts";
import type { Pace } from "../../pace.ts";
import type { Sink, Source } from "../source.ts";
import { Command } from "./command.ts";
import { LineCutter } from "./line-cutter.ts";
import { hear } from "./rtd.ts";

/** latency prints lines of about 80 characters. */
const lineLimitBytes = 4096;

export function collectLines({ command }: Pick<LineSource, "command">, sink: Sink, log: Logger, pace: Pace): Source {
  const cutter = new LineCutter(lineLimitBytes);
  let heard = 0;
  let malformed = 0;
  let trouble: string | undefined;
  const child = new Command({
    argv: command,
    pace,
    random: Math.random,
    onOutput(chunk) {
      for (const line of cutter.push(chunk)) {
        const words = hear(line);
        if (words.is === "data") {
          heard++;
          trouble = undefined;
          sink.put([{ measurement: "xenomai", timeNs: sink.stampNs(), fields: words.fields }]);
        } else if (words.is === "malformed" && ++malformed === 1) {
          log.warn(
            { line: line.slice(0, 120) },
            "an RTD line that is none: skipped, and further ones are counted only",
          );
        }
      }
    },
    onEnd(what, waitMs) {
      cutter.clear();
      if (what !== trouble) log.warn(`${what}; it is started again in ${Math.round(waitMs)} ms, then ever later`);
      trouble = what;
    },
  });
  return {
    counters: () => ({
      lines_read: heard,
      lines_malformed: malformed + cutter.tooLong,
      command_restarts: Math.max(0, child.starts - 1),
    }),
    trouble: () => trouble,
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
