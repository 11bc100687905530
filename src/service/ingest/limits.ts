/** What one ingest service takes on at a time. */
export interface IngestLimits {
  /** Messages that wait for the store, those that it is writing included. */
  readonly backlogMessages: number;
  /** Their payloads, in bytes; a message that finds nothing waiting is taken whatever its size. */
  readonly backlogBytes: number;
  /** Nested objects and arrays in one message. */
  readonly depth: number;
  /** Characters of all field names that one message flattens to: a long key above many short ones multiplies. */
  readonly nameChars: number;
  /** Topics whose inputs are remembered. */
  readonly topics: number;
  /** Time between two log lines for the same reason, in milliseconds. */
  readonly logEveryMs: number;
  /** An append that takes longer makes the service unhealthy, in milliseconds. */
  readonly stallMs: number;
  /** How long the end of the service waits for the store, in milliseconds. */
  readonly drainMs: number;
}

export const defaultLimits: IngestLimits = {
  backlogMessages: 50_000,
  backlogBytes: 32 * 1024 * 1024,
  depth: 100,
  nameChars: 1024 * 1024,
  topics: 4_096,
  logEveryMs: 10_000,
  stallMs: 10_000,
  drainMs: 5_000,
};
