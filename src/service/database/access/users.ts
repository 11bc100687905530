/**
 * The database's users: one `user:$7$…:read|write:database` a line, as Edgeward generates them. A user who moves from one password to
 * another has two lines that say the same right, the newer one first.
 */
import type { Problem } from "../../../model/problem.ts";
import { readPasswordFile, type Users } from "../../login/password-file.ts";

export interface Rights {
  readonly user: string;
  readonly access: "read" | "write";
  /** The one database that the user may touch. */
  readonly database: string;
}

export interface UserFile {
  readonly passwords: Users;
  readonly rights: ReadonlyMap<string, Rights>;
  readonly problems: readonly Problem[];
}

/** Reads all it can; no problem's text holds anything of a hash. */
export function readUsers(file: string, text: string): UserFile {
  const rights = new Map<string, Rights>();
  const problems: Problem[] = [];
  const passwordLines = text.split(/\r?\n/).map((line, index) => {
    if (line.trim() === "" || line.startsWith("#")) return "";
    const [user = "", hash = "", access = "", ...database] = line.split(":");
    const name = database.join(":");
    const wrong = (code: string, what: string) => {
      const remedy =
        "Write it as user:hash:read:database or user:hash:write:database, or let Edgeward generate the file.";
      problems.push({ severity: "error", code, at: { file, line: index + 1, column: 1 }, what, remedy });
    };
    const before = rights.get(user);
    if ((access !== "read" && access !== "write") || name === "")
      wrong("bad-user-line", "the line does not end with read or write and a database");
    else if (before && (before.access !== access || before.database !== name))
      wrong("user-twice", "this user has another right above");
    else rights.set(user, { user, access, database: name });
    return `${user}:${hash}`;
  });
  const { users: passwords, problems: bad } = readPasswordFile(file, passwordLines.join("\n"));
  return { passwords, rights, problems: [...problems, ...bad] };
}
