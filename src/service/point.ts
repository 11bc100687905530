/** One point of a time series, InfluxDB's data model: measurement, tag set, field set, time. */
export interface Point {
  readonly measurement: string;
  /** Sorted by key, no empty values. */
  readonly tags: readonly (readonly [key: string, value: string])[];
  readonly fields: readonly (readonly [key: string, value: FieldValue])[];
  /** Nanoseconds since the epoch. */
  readonly timeNs: bigint;
}

/** A bigint is a 64-bit integer field; a number is a float field. */
export type FieldValue = number | bigint | string | boolean;

/** Takes points and answers once they would survive `kill -9`. */
export interface PointSink {
  /**
   * Resolves when the points are durable; concurrent calls share one fsync (group commit).
   * @throws Fault "disk-full" when they could not be written; nothing of the batch is then kept
   */
  append(database: string, points: readonly Point[]): Promise<void>;
}
