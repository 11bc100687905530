/** What the console's server answers and its page reads. Times are milliseconds since the epoch, spans milliseconds. */

/** Tags of a series; those that it lacks are left out. */
export type Tags = Readonly<Record<string, string>>;

export interface Catalogue {
  readonly database: string;
  readonly measurements: readonly Measurement[];
  /** More measurements, fields or tag values than are told: what is seen is not all. */
  readonly cut: readonly string[];
}

export interface Measurement {
  readonly name: string;
  readonly fields: readonly Field[];
  /** Values by tag key. */
  readonly tags: Readonly<Record<string, readonly string[]>>;
}

export interface Field {
  readonly name: string;
  /** Only numbers are drawn. */
  readonly kind: "number" | "text";
}

export type Value = number | string | boolean;

/** The newest points of one measurement. */
export interface Latest {
  readonly series: readonly LatestSeries[];
  readonly cut: readonly string[];
}

export interface LatestSeries {
  readonly tags: Tags;
  /** Since its newest point, by the console's clock; negative where the point's clock is ahead. */
  readonly ageMs: number;
  /** Between two of its points, usually; absent while there are too few to tell. */
  readonly usualMs?: number;
  /** For far longer than usual nothing has come. */
  readonly silent: boolean;
  /** The newest of each field, where it is among the newest points. */
  readonly values: Readonly<Record<string, Value>>;
}

/** One measurement over a window, in steps. */
export interface History {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  readonly fields: readonly HistoryField[];
  readonly cut: readonly string[];
}

export interface HistoryField {
  readonly name: string;
  readonly lines: readonly Line[];
}

/** A series of one field: for each step that has points, its number after `fromMs`, and the mean, least and greatest of them. */
export interface Line {
  readonly tags: Tags;
  readonly steps: readonly number[];
  readonly mean: readonly number[];
  readonly min: readonly number[];
  readonly max: readonly number[];
}

/** Whatever is not an answer, in words for people. */
export interface Refusal {
  readonly error:
    | "signed-out"
    | "wrong-login"
    | "too-many"
    | "bad-request"
    | "refused"
    | "closed"
    | "database"
    | "busy";
  readonly message: string;
}
