/**
 * Lets connections in and sees them off: login, session, conversation, and at the end counting, logging and the will.
 */
import type { Duplex } from "node:stream";
import type { LoginSeen } from "../../../model/login-seen.ts";
import { LoginLedger, type Login as LoginOf } from "../../login/login-ledger.ts";
import { Connection } from "../link/connection.ts";
import { Flusher } from "../link/flusher.ts";
import { Heartbeat, silenceLimitMs } from "../link/heartbeat.ts";
import type { Exchange } from "../route/exchange.ts";
import { levelCount } from "../route/levels.ts";
import type { Ending } from "../session/channel.ts";
import type { Session } from "../session/session.ts";
import type { Sessions } from "../session/sessions.ts";
import { converse } from "../talk/converse.ts";
import { type Admission, type LoggedIn, Login } from "../talk/login.ts";
import { returnCode } from "../wire/answers.ts";
import type { Will } from "../wire/connect.ts";
import type { CoreOptions } from "./core-options.ts";
import { countEnding } from "./count-ending.ts";

/** Who talks on a connection. */
interface Guest {
  readonly session: Session;
  readonly login: LoginOf;
}

export interface ReceptionOptions extends CoreOptions {
  readonly exchange: Exchange;
  readonly sessions: Sessions;
  /** Milliseconds of a monotonic clock. */
  readonly clock: () => number;
  /** Takes texts as clients sent them. */
  readonly warn: (about: Readonly<Record<string, string | undefined>>, what: string) => void;
}

export class Reception implements Disposable {
  readonly #options: ReceptionOptions;
  readonly #flusher = new Flusher();
  readonly #heartbeat: Heartbeat;
  readonly #guests = new Map<Connection, Guest>();
  readonly #logins = new LoginLedger(true);

  constructor(options: ReceptionOptions) {
    this.#options = options;
    const { limits, bounds, clock } = options;
    this.#heartbeat = new Heartbeat({ connectMs: limits.connectMs, stallMs: bounds.stallMs, clock });
  }

  serve(socket: Duplex, from: string): void {
    const { limits, bounds, counters, authenticator, warn } = this.#options;
    const connection: Connection = new Connection({
      socket,
      from,
      flusher: this.#flusher,
      packetBytes: limits.packetBytes,
      backlogBytes: bounds.backlogBytes,
      onSent: () => counters.messagesSent++,
      onEnd: (_, why, detail) => this.#ended(connection, why, detail),
    });
    this.#heartbeat.add(connection);
    const login = new Login(
      {
        authenticator,
        counters,
        admit: (who) => this.#admit(who, connection),
        onRefused: ({ user, clientId, why }) => warn({ from, user, client: clientId, why }, "login refused"),
      },
      connection,
    );
    connection.begin(login);
  }

  /** Clients whose user is gone, or whose password no longer counts, are disconnected. */
  accessChanged(): void {
    for (const [connection, { session, login }] of [...this.#guests]) {
      if (this.#counts(session.user, login.fingerprint)) continue;
      this.#options.counters.clientsRevoked++;
      connection.close("revoked");
    }
  }

  /** @param users names */
  logins(users: ReadonlySet<string>): readonly LoginSeen[] {
    const awaited = [...this.#options.sessions.awaited()].map(({ user, clientId: client }) => ({ user, client }));
    return this.#logins.seen(this.#options.users(), users, awaited);
  }

  #counts(user: string, fingerprint: string): boolean {
    return (
      this.#options
        .users()
        .get(user)
        ?.some((entry) => entry.fingerprint === fingerprint) === true
    );
  }

  /** Closes every connection. */
  [Symbol.dispose](): void {
    this.#heartbeat[Symbol.dispose]();
    for (const connection of [...this.#heartbeat]) connection.close("stopping", "", Buffer.alloc(0));
  }

  #admit({ user, clientId, fingerprint, connect }: LoggedIn, connection: Connection): Admission {
    const { counters, sessions, limits, now } = this.#options;
    // The files may have been read again while the password was being checked.
    if (!this.#counts(user, fingerprint))
      return { code: returnCode.badLogin, why: "the user was removed or changed meanwhile" };
    const opened = sessions.open({ user, clientId }, connect.clean);
    if (opened === "taken") {
      counters.takeoversRefused++;
      return { code: returnCode.identifier, why: "another user holds this client identifier" };
    }
    const { session, present } = opened;
    const house = { ...this.#options, openLimit: limits.queuedMessages };
    connection.talkTo(converse(house, session, connection, (why) => this.#left(session, connect.will, why)));
    const login = this.#logins.note({ user, client: clientId, fingerprint, atMs: now(), isConnected: true });
    this.#guests.set(connection, { session, login });
    this.#heartbeat.loggedIn(connection, silenceLimitMs(connect.keepAliveS));
    counters.clientsConnected++;
    return { code: returnCode.accepted, present, begin: () => session.attach(connection) };
  }

  /** @see MQTT 3.1.1 section 3.1.2.5: the will is published unless the client said good-bye */
  #left(session: Session, will: Will | undefined, why: Ending): void {
    const { counters, rights, bounds, sessions, exchange } = this.#options;
    counters.clientsConnected--;
    sessions.leave(session);
    if (!will || why === "disconnect") return;
    if (!rights.mayPublish(session, will.topic) || levelCount(will.topic) > bounds.topicLevels) {
      counters.publishesDenied++;
      return;
    }
    exchange.publish(will, exchange.router.route(will.topic))?.catch(() => counters.messagesUnstored++);
  }

  #ended(connection: Connection, why: Ending, detail: string): void {
    const guest = this.#guests.get(connection);
    if (guest) guest.login.isConnected = false;
    this.#guests.delete(connection);
    this.#heartbeat.delete(connection);
    countEnding(this.#options.counters, why);
    // A refused login has been logged, and the others are nothing to speak of.
    if (why === "disconnect" || why === "gone" || why === "stopping" || why === "refused") return;
    const { user, clientId } = guest?.session ?? {};
    this.#options.warn({ from: connection.from, user, client: clientId, detail }, `connection closed: ${why}`);
  }
}
