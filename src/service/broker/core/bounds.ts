/** Bounds that a launch record does not name: what keeps a permitted but careless client from growing memory. */
export interface Bounds {
  /** QoS 1 and 2 messages sent to one client and not yet acknowledged by it. */
  readonly inFlight: number;
  /** Bytes that wait in one client's socket before QoS 1 and 2 messages stay in its session, and before we stop reading from it. */
  readonly backlogBytes: number;
  /** Bytes of one client's messages that wait to become durable before we stop reading from it. */
  readonly unstoredBytes: number;
  /** A client that takes nothing from a full socket for so long is disconnected, in milliseconds. */
  readonly stallMs: number;
  /** Bytes of QoS 1 and 2 messages owed to all clients together. */
  readonly owedBytes: number;
  /** Filters of one session; the next one is answered with 0x80. */
  readonly subscriptions: number;
  /** Bytes that the filters of one session may take. */
  readonly subscriptionBytes: number;
  /** Levels of a topic or filter; mosquitto has the same bound (TOPIC_HIERARCHY_LIMIT). */
  readonly topicLevels: number;
  /** Sessions kept for absent clients; beyond it the one absent for longest ends. */
  readonly absentSessions: number;
  readonly retainedMessages: number;
  readonly retainedBytes: number;
  /** Logins waiting for their password to be checked; the next one is answered with CONNACK 3. */
  readonly waitingLogins: number;
  /** Passwords checked at the same time, on libuv's threads (4): the rest of them stay free for files. */
  readonly checkingLogins: number;
  /** How long a message waits for an ingest service that has gone, in milliseconds; then it is refused. */
  readonly intakeAbsentMs: number;
  /** Time between two $SYS reports, in milliseconds. */
  readonly reportMs: number;
}

export const defaultBounds: Bounds = {
  inFlight: 256,
  backlogBytes: 256 * 1024,
  unstoredBytes: 256 * 1024,
  stallMs: 15_000,
  owedBytes: 256 * 1024 * 1024,
  subscriptions: 1_000,
  subscriptionBytes: 1024 * 1024,
  topicLevels: 200,
  absentSessions: 1_000,
  retainedMessages: 100_000,
  retainedBytes: 64 * 1024 * 1024,
  waitingLogins: 500,
  checkingLogins: 2,
  intakeAbsentMs: 30_000,
  reportMs: 10_000,
};
