/** What is known of a machine beyond its files: plain JSON, no secret in it. */
import type { ProgramKind } from "../../../model/machine.ts";
import { emptyBook, type UserBook } from "../../../model/user-book.ts";
import type { HostRequest } from "../host-request.ts";

export interface HostState {
  readonly version: 1;
  /** What the person said of the machine when it was secured. */
  readonly said?: HostRequest;
  /** SHA-256 over the users that the database was told, and their passwords: told once, they are not told again. */
  readonly told?: string;
  /** Users that the database did not have before: they go when all is undone. */
  readonly databaseUsers: readonly string[];
  /** An undo was begun and is not done: the programs that are to run again at its end. */
  readonly undoing?: readonly ProgramKind[];
  /** Users that a person added, and whose password was rotated. */
  readonly book: UserBook;
}

export const emptyHostState: HostState = { version: 1, databaseUsers: [], book: emptyBook };
