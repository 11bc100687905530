import type { ServiceName } from "../../model/name.ts";
import { showDuration } from "../text/duration.ts";
import { type Paint, painter } from "../text/paint.ts";
import { oneLine } from "../text/printable.ts";
import { padEnd } from "../text/width.ts";

/** What happened to one step, or to a service that ran. */
export type Progress =
  | { readonly event: "began"; readonly what: string }
  | { readonly event: "done"; readonly what: string; readonly tookMs: number; readonly detail?: string }
  | { readonly event: "failed"; readonly what: string; readonly why: string }
  | { readonly event: "crashed"; readonly service: ServiceName; readonly times: number; readonly againInMs: number };

/** Wide enough for most steps, so that their times stand below each other. */
const stepColumns = 34;

/** One line of its own, without a line end. Undefined for a step that only began: its line comes when it is done. */
export function progressLine(progress: Progress, options: { readonly paint: boolean }): string | undefined {
  const paint = painter(options.paint);
  switch (progress.event) {
    case "began":
      return undefined;
    case "done": {
      const time = paint("dim", showDuration(progress.tookMs).padStart(7));
      const detail = progress.detail ? `  ${oneLine(progress.detail)}` : "";
      return `${outcome(paint, "ok")} ${padEnd(oneLine(progress.what), stepColumns)} ${time}${detail}`;
    }
    case "failed":
      return `${outcome(paint, "failed")} ${oneLine(progress.what)}: ${oneLine(progress.why)}`;
    case "crashed": {
      const { service, times, againInMs } = progress;
      const ended = `${service} ended by itself${times > 1 ? ` (${times} times so far)` : ""}`;
      return `${outcome(paint, "crash")} ${ended}; started again in ${showDuration(againInMs)}`;
    }
  }
}

const colours = { ok: "green", failed: "red", crash: "yellow" } as const;

const outcome = (paint: Paint, word: keyof typeof colours): string => paint(colours[word], word.padEnd(6));
