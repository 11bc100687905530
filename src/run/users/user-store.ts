import type { UserBook } from "../../model/user-book.ts";

/** Where it is kept who was added and which passwords count. */
export interface UserStore {
  /** @throws Fault "state-damaged" when it is there and is not what we write */
  read(): Promise<UserBook>;
  /** Whole or not at all. */
  write(book: UserBook): Promise<void>;
  /** Another one when another command has written it. */
  state(): Promise<string>;
  /** Idempotent. */
  clear(): Promise<void>;
}
