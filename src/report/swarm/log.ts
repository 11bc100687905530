import { printable } from "../text/printable.ts";
import { padEnd } from "../text/width.ts";

export interface ServiceLogLine {
  readonly time: string;
  /** `service.task@node`. */
  readonly from: string;
  readonly text: string;
}

/** What a container prints must not steer the terminal. */
export function showServiceLog({ time, from, text }: ServiceLogLine, width: number): string {
  return `${time.slice(0, 23).padEnd(23)}Z ${padEnd(from, width)} ${printable(text)}`;
}
