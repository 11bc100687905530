import type { Span } from "./span.ts";

export type FaultCode =
  | "bad-command-line"
  | "bad-input"
  | "certificate"
  | "changed-meanwhile"
  | "disk-full"
  | "interrupted"
  | "keys-damaged"
  | "not-ready"
  | "not-running"
  | "no-permission"
  | "port-taken"
  | "start-failed"
  | "state-damaged"
  | "store-damaged"
  | "unreachable"
  | "unreadable-file";

/** The one thing that we throw on purpose: we cannot go on, this is why, and this is what to do about it. */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly code: FaultCode;
  readonly remedy: string;
  readonly at?: Span;

  constructor(code: FaultCode, what: string, remedy: string, more: { at?: Span; cause?: unknown } = {}) {
    super(what, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.remedy = remedy;
    if (more.at) this.at = more.at;
  }
}
