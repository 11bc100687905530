import type { ExtraUser } from "./extra-user.ts";
import type { Span } from "./span.ts";

/** A user as asked for, and where: on the command line, or in a file. */
export interface UserWish extends Omit<ExtraUser, "server" | "sinceMs"> {
  /** Absent: the only broker. */
  readonly server?: string;
  readonly at: Span;
}
