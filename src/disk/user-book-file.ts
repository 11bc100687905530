/** Keeps in a file (0600) who was added and which passwords count. */
import { mkdir, readFile, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Fault } from "../model/fault.ts";
import { emptyBook, type UserBook } from "../model/user-book.ts";
import { writeWhole } from "./write-whole.ts";

export function userBookFile(path: string) {
  return {
    /** @throws Fault "state-damaged", "no-permission" */
    async read(): Promise<UserBook> {
      let text: string;
      try {
        text = await readFile(path, "utf8");
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === "ENOENT") return emptyBook;
        throw new Fault("no-permission", `${path} cannot be read`, "Run as the user who wrote it.", { cause });
      }
      const book = parsed(text);
      if (book) return book;
      throw new Fault(
        "state-damaged",
        `${path} is not what Edgeward wrote`,
        "Put it back from a backup, or remove it: the users that were added are then gone.",
      );
    },
    async write(book: UserBook): Promise<void> {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeWhole(path, `${JSON.stringify(book, undefined, 1)}\n`, 0o600);
    },
    async state(): Promise<string> {
      const found = await stat(path, { bigint: true }).catch(() => undefined);
      return found ? `${found.ino} ${found.mtimeNs} ${found.size}` : "";
    },
    clear: () => rm(path, { force: true }),
  };
}

function parsed(text: string): UserBook | undefined {
  try {
    const book = JSON.parse(text) as Partial<UserBook> | null;
    const users = book?.users?.every(
      ({ name, server, publish, subscribe }) =>
        typeof name === "string" && typeof server === "string" && isTexts(publish) && isTexts(subscribe),
    );
    const turns = book?.turns?.every(
      ({ secret, current, sinceMs }) =>
        typeof secret === "string" && Number.isInteger(current) && typeof sinceMs === "number",
    );
    return book?.version === 1 && users && turns ? (book as UserBook) : undefined;
  } catch {
    return undefined;
  }
}

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === "string");
