import type { Duplex } from "node:stream";
import type { LoginSeen } from "../../../model/login-seen.ts";

/**
 * What moves messages between connections. Listening, TLS, users and rights are given to it, so that another core can take its place.
 */
export interface Core extends AsyncDisposable {
  /** Serves a connection from its first byte. @param from remote address and port, for people */
  serve(socket: Duplex, from: string): void;
  /** Users or rights have changed: clients whose user is gone, or whose password no longer counts, are disconnected; the others stay. */
  accessChanged(): void;
  /** Clients that logged in as one of these users, or are waited for. */
  logins(users: ReadonlySet<string>): readonly LoginSeen[];
  /** What it counts that is not a sum: sessions, retained messages. */
  gauges(): Readonly<Record<string, number>>;
  /** What is wrong without keeping it from serving; undefined when all is well. */
  trouble(): string | undefined;
}
