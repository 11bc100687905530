/** A user of the broker that stands in no compose file: a device outside, a person. */
export interface ExtraUser {
  /** MQTT user name; letters, digits, `.`, `_` and `-`, so that it can stand in each file that names users. */
  readonly name: string;
  /** Service of the broker. */
  readonly server: string;
  /** Topic filters, MQTT 3.1.1 section 4.7. Empty means: may not. */
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /** When it was added, in milliseconds since the epoch. */
  readonly sinceMs?: number;
}
