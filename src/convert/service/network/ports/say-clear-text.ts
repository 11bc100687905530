import type { LongPort } from "../../../../compose/port/long-port.ts";
import type { Span } from "../../../../model/span.ts";
import type { Subject } from "../../../draft.ts";
import { clearTextOn } from "./clear-text.ts";

export function sayClearText({ published, target, protocol }: LongPort, at: Span, { draft, service }: Subject): void {
  const what = clearTextOn(target, protocol);
  if (what === undefined) return;
  const where = published === undefined ? "a port that the engine chooses" : `port ${published}`;
  draft.notice(
    at,
    "published-in-clear",
    `\`${service.name}\` publishes ${what} on ${where}, as a rule without TLS: passwords cross the network readable`,
    "Switch TLS on in the program, or publish a proxy with TLS instead, and leave this port to the overlay network.",
  );
}
