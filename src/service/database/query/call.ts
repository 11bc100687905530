import type { Aggregate } from "../../store/contract.ts";
import type { Item } from "../influxql/statement.ts";
import type { Cell } from "./result.ts";

/** A function over a field, as a query names it. */
export interface Call extends Item {
  readonly aggregate: Aggregate;
}

/** Rows by their time. */
export type Rows = Map<bigint, Cell[]>;
