/** From the first packet to CONNACK, MQTT 3.1.1 sections 3.1.4 and 3.2. */
import { randomUUID } from "node:crypto";
import type { Authenticator } from "../../login/authenticator.ts";
import type { Counters } from "../core/counters.ts";
import type { Connection, Talk } from "../link/connection.ts";
import type { Ending } from "../session/channel.ts";
import { connack, connackFive, type ReturnCode, returnCode, type } from "../wire/answers.ts";
import { type Connect, readConnect } from "../wire/connect.ts";

/** A login that was accepted. */
export interface LoggedIn {
  readonly user: string;
  readonly clientId: string;
  /** @see PasswordEntry.fingerprint */
  readonly fingerprint: string;
  readonly connect: Connect;
}

export interface LoginOptions {
  readonly authenticator: Authenticator;
  readonly counters: Counters;
  /**
   * Opens the client's session and takes the connection over.
   * @returns the code for CONNACK, and whether a session was there; `begin` is called after CONNACK has been sent
   */
  readonly admit: (login: LoggedIn, connection: Connection) => Admission;
  /** Told of each login that was refused; says nothing of the password. */
  readonly onRefused: (refusal: Refusal) => void;
}

export type Admission =
  | { readonly code: typeof returnCode.accepted; readonly present: boolean; readonly begin: () => void }
  | { readonly code: typeof returnCode.identifier | typeof returnCode.badLogin; readonly why: string };

interface Refusal {
  readonly user: string | undefined;
  readonly clientId: string;
  readonly from: string;
  readonly why: string;
}

export class Login implements Talk {
  readonly #options: LoginOptions;
  readonly #connection: Connection;

  constructor(options: LoginOptions, connection: Connection) {
    this.#options = options;
    this.#connection = connection;
  }

  frame(first: number, bytes: Buffer, start: number, end: number): boolean {
    if (first !== type.connect << 4) {
      this.#connection.close("malformed", "the first packet is not CONNECT [MQTT-3.1.0-1]");
      return false;
    }
    const connect = readConnect(bytes, start, end);
    if ("violation" in connect) this.#connection.close("malformed", connect.violation);
    else if ("level" in connect) this.#refuseLevel(connect.level);
    else this.#check(connect);
    return false;
  }

  onTaken(): void {}

  ended(_why: Ending): void {}

  #refuseLevel(level: number): void {
    const answer = level === 5 ? connackFive() : connack(returnCode.level);
    this.#connection.close("wrong-protocol", `protocol level ${level}`, answer);
  }

  #check(connect: Connect): void {
    const { clean, user } = connect;
    if (connect.clientId === "" && !clean) {
      this.#refuse(
        connect,
        returnCode.identifier,
        "no client identifier for a session that is to be kept [MQTT-3.1.3-8]",
      );
    } else if (user === undefined) {
      this.#refuse(connect, returnCode.notAuthorised, "anonymous");
    } else {
      // Nothing more is read until the password has been checked.
      this.#connection.hold("login");
      this.#authenticate(connect, user).catch((error) => this.#connection.close("refused", `login failed: ${error}`));
    }
  }

  async #authenticate(connect: Connect, user: string): Promise<void> {
    const checked = await this.#options.authenticator.check(user, connect.password ?? Buffer.alloc(0));
    if (!this.#connection.open) return;
    if (checked.verdict === "accepted") this.#admit(connect, user, checked.fingerprint);
    else if (checked.verdict === "refused") this.#refuse(connect, returnCode.badLogin, "wrong user name or password");
    else this.#connection.close("busy", "too many logins wait", connack(returnCode.unavailable));
  }

  #admit(connect: Connect, user: string, fingerprint: string): void {
    const clientId = connect.clientId === "" ? `auto-${randomUUID()}` : connect.clientId;
    const admission = this.#options.admit({ user, clientId, fingerprint, connect }, this.#connection);
    if (admission.code !== returnCode.accepted) {
      this.#refuse(connect, admission.code, admission.why);
      return;
    }
    this.#options.counters.loginsAccepted++;
    this.#connection.send(connack(returnCode.accepted, admission.present));
    admission.begin();
    this.#connection.release("login");
  }

  #refuse(connect: Connect, code: ReturnCode, why: string): void {
    this.#options.counters.loginsRefused++;
    const { user, clientId } = connect;
    this.#options.onRefused({ user, clientId, from: this.#connection.from, why });
    this.#connection.close("refused", why, connack(code));
  }
}
