/**
 * Layout of fixed-length binary records, as JSON:
 *
 *     { "size": 8,
 *       "entities": { "objects": [ { "name": "servo1", "variables": [
 *         { "name": "position", "offset": 0, "type": 32 },
 *         { "name": "current",  "offset": 4, "type": 16, "signed": true } ] } ] } }
 *
 * `offset` counts bytes from the start of the record; `type` is the width in bits, 8, 16 or 32; integers are little-endian, and
 * unsigned unless `signed` is true; they need not be aligned. `size` is the record's length in bytes. Without it, the record ends where
 * a C compiler would end the struct: the largest end of a variable, rounded up to a multiple of the widest variable.
 */

export interface RecordLayout {
  /** Length of a record, in bytes. */
  readonly sizeBytes: number;
  readonly variables: readonly Variable[];
}

export interface Variable {
  /** `<object>_<variable>`: unique in the layout. */
  readonly name: string;
  /** From the start of the record, in bytes. */
  readonly offset: number;
  readonly bits: 8 | 16 | 32;
  readonly signed: boolean;
}

/** Longest record, in bytes, and most variables: a record becomes one message. */
export const sizeLimitBytes = 65_536;
export const variableLimit = 1_024;
