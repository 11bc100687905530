import type { Caller } from "./mqtt-link.ts";
import type { Endpoint } from "./probe.ts";
import { type Entry, enter } from "./session.ts";

/** What a server made of a caller who asked for nothing but to be let in. */
export interface Knock {
  /** `powerless`: the login was taken, but it gives no right to what was asked for. Good enough for a stranger, not for a friend. */
  readonly answer: Entry["answer"] | "powerless";
  /** For evidence: the code that the server gave, or what went wrong. */
  readonly text: string;
}

/** Knocks at an MQTT broker over TLS and leaves at once. @throws only the signal's reason */
export async function knock(endpoint: Endpoint, ca: string, caller: Caller, signal: AbortSignal): Promise<Knock> {
  const entry = await enter(endpoint, ca, caller, signal);
  if (entry.answer === "accepted") entry.session[Symbol.dispose]();
  return { answer: entry.answer, text: entry.text };
}
