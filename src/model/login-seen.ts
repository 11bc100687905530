/** A client that logged in at a server, as that server remembers it. No secret in it. */
export interface LoginSeen {
  readonly user: string;
  /** MQTT client identifier; for a database the client's address. */
  readonly client: string;
  /** Which of the user's passwords it used, counted from 0, the newest; -1: one that no longer counts; absent: nobody knows. */
  readonly password?: number;
  readonly isConnected: boolean;
  /** Whether a session waits for its return. @see MQTT 3.1.1 section 3.1.2.4 */
  readonly isAwaited: boolean;
  /** When it logged in, in milliseconds since the epoch; absent: before the server started. */
  readonly atMs?: number;
}
