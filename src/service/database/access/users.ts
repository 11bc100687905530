/** The database's users: one `user:$7$…:read|write:database` a line, as Edgeward generates them. */
import type { Problem } from "../../../model/problem.ts";
import { type PasswordEntry, readPasswordFile } from "../../login/password-file.ts";

export interface Rights {
  readonly user: string;
  readonly access: "read" | "write";
  /** The one database that the user may touch. */
  readonly database: string;
}

export interface UserFile {
  readonly passwords: ReadonlyMap<string, PasswordEntry>;
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
    if ((access === "read" || access === "write") && name !== "") rights.set(user, { user, access, database: name });
    else {
      const remedy =
        "Write it as user:hash:read:database or user:hash:write:database, or let Edgeward generate the file.";
      const at = { file, line: index + 1, column: 1 };
      problems.push({
        severity: "error",
        code: "bad-user-line",
        at,
        what: "the line does not end with read or write and a database",
        remedy,
      });
    }
    return `${user}:${hash}`;
  });
  const { users: passwords, problems: bad } = readPasswordFile(file, passwordLines.join("\n"));
  return { passwords, rights, problems: [...problems, ...bad] };
}
