/** A way to an engine: makes connections, each of which speaks HTTP. */
import type { Duplex } from "node:stream";

export interface Link extends AsyncDisposable {
  /** Whatever goes wrong is told by the connection itself, as an error. @throws Fault when it cannot even be tried */
  open(): Duplex;
  /** Connections that are kept for requests; further requests wait for one. */
  readonly most: number;
}

/** Milliseconds between the probes of a connection on which nothing moves: a host that was switched off is noticed. */
export const aliveMs = 20_000;
