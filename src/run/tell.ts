import type { ServiceName } from "../model/name.ts";

/** What a loop tells whoever watches, as it happens; `report` finds the words. */
export type Event =
  | { readonly event: "began"; readonly what: string }
  | { readonly event: "done"; readonly what: string; readonly tookMs: number; readonly detail?: string }
  /** A service that ran is gone; it is started again after `againInMs`. */
  | { readonly event: "crashed"; readonly service: ServiceName; readonly times: number; readonly againInMs: number }
  | { readonly event: "failed"; readonly what: string; readonly why: string };

export type Tell = (event: Event) => void;
