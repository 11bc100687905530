import type { Aggregate, TagCondition } from "../../store/contract.ts";

/** The part of InfluxQL that is understood. Everything that changes something is refused, whoever asks. */
export type Statement = Show | Select | Administrative;

export interface Show {
  readonly kind: "databases" | "measurements" | "series" | "field keys" | "tag keys" | "tag values";
  readonly database?: string;
  readonly measurement?: string;
  /** `WITH KEY = …` of SHOW TAG VALUES; absent: of every key. */
  readonly key?: string;
  readonly limit?: number;
}

export interface Select {
  readonly kind: "select";
  readonly items: readonly Item[] | "*";
  readonly database?: string;
  readonly measurement: string;
  /** Inclusive. */
  readonly fromNs?: bigint;
  /** Exclusive. */
  readonly toNs?: bigint;
  readonly tags: readonly TagCondition[];
  readonly groupBy: readonly string[] | "*";
  readonly everyNs?: bigint;
  readonly offsetNs?: bigint;
  readonly fill: "null" | "none";
  /** Whether the query says `fill`: without it, an empty bucket's count is 0. */
  readonly fillSaid: boolean;
  readonly descending: boolean;
  readonly limit?: number;
  /** `SLIMIT`. */
  readonly seriesLimit?: number;
}

export interface Item {
  readonly name: string;
  readonly aggregate?: Aggregate;
  readonly alias?: string;
  readonly at: number;
}

/** `CREATE USER`, `DROP …` and the like: identities and databases come from Edgeward alone. */
interface Administrative {
  readonly kind: "administrative";
  readonly verb: string;
}
