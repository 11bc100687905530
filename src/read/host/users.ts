/**
 * Users and access that a person gave out at the broker before: files of `password_file` and `acl_file`, with what is wrong in them.
 * Invariant: no hash and no password is in a problem, names are.
 * @see mosquitto_passwd(1), the file's format; mosquitto.conf(5), acl_file; mosquitto, src/security_default.c
 */

import type { Program } from "../../model/machine.ts";
import { ownDirectory } from "../../model/own-directory.ts";
import type { Located, Span } from "../../model/span.ts";
import { type MosquittoTraits, mosquittoTraits, type PasswordHash } from "../../model/versions.ts";
import type { Say } from "../say/say.ts";
import type { SourceFile } from "../sources.ts";
import { filesOf, startOf } from "./configs.ts";

export interface PersonsUser {
  readonly name: string;
  /** Absent: no mosquitto can read the rest of the line, so nobody logs in as this user. */
  readonly hash?: PasswordHash;
  /** Not told of argon2id. */
  readonly saltBytes?: number;
}

/** A line of the access list that counts. */
export interface AccessLine {
  /** For `topic` lines: the user above it; absent for those without a name, and for patterns, which hold for everybody. */
  readonly user?: string;
  readonly kind: "topic" | "pattern";
  readonly access: "read" | "write" | "readwrite" | "deny";
  readonly filter: string;
}

/** Lines without a colon are none: mosquitto passes over them. */
export function readUsers({ path, text }: SourceFile): readonly Located<PersonsUser>[] {
  return text.split(/\r?\n/).flatMap((line, i): readonly Located<PersonsUser>[] => {
    const [, name, rest] = /^([^#:][^:]*|):([^:]*)/.exec(line) ?? [];
    if (name === undefined || rest === undefined) return [];
    return [{ value: { name: name.trim(), ...keptIn(rest.trim()) }, at: { file: path, line: i + 1, column: 1 } }];
  });
}

/** 64 bytes of hash are 88 characters of base64. */
const form = /^\$(?:6|7\$[1-9]\d*)\$((?:[A-Za-z0-9+/]{4})*[A-Za-z0-9+/]{2,4}={0,2})\$[A-Za-z0-9+/]{86}==$/;

function keptIn(text: string): Omit<PersonsUser, "name"> {
  if (/^\$argon2id\$./.test(text)) return { hash: "argon2id" };
  const [, salt] = form.exec(text) ?? [];
  if (salt === undefined) return {};
  const saltBytes = Math.floor((salt.replaceAll("=", "").length * 3) / 4);
  return { hash: text.startsWith("$6") ? "sha512" : "sha512-pbkdf2", saltBytes };
}

/** Lines that mosquitto does not understand are left out. */
export function readAccess({ path, text }: SourceFile): readonly Located<AccessLine>[] {
  let user: string | undefined;
  return text.split(/\r?\n/).flatMap((line, i): readonly Located<AccessLine>[] => {
    const [, word = "", rest = ""] = /^\s*(user|topic|pattern)\s+(\S.*?)\s*$/.exec(line) ?? [];
    if (word === "user") user = rest;
    if (word !== "topic" && word !== "pattern") return [];
    const [, access, filter = rest] = /^(readwrite|read|write|deny)\s+(.*)$/.exec(rest) ?? [];
    const one = { kind: word, access: (access ?? "readwrite") as AccessLine["access"], filter } as const;
    const value = word === "topic" && user !== undefined ? { ...one, user } : one;
    return [{ value, at: { file: path, line: i + 1, column: 1 } }];
  });
}

/** Who is kept, by name, and what in these files would keep the broker from starting or lets more in than it seems. */
export function sayUsers(program: Program, say: Say): void {
  const traits = program.version === undefined ? undefined : mosquittoTraits(program.version);
  if (traits && !traits.hashes.includes("sha512-pbkdf2")) {
    const what = `mosquitto ${program.version} cannot read the passwords that Edgeward writes: nobody could log in`;
    say.error("too-old", startOf(program), what, "Install mosquitto 2.0 or later.");
  }
  // Those of ours are written anew, with whoever was kept in them.
  const isOurs = ({ path }: SourceFile) => path.startsWith(`${ownDirectory}/`);
  for (const file of filesOf(program, "mosquitto-users").filter((one) => !isOurs(one))) {
    const kept = new Set<string>();
    const sayBad = (what: string, otherwise: string, at: Span) => {
      if (traits?.badPasswordLine === "fatal") say.error("bad-user", at, `${what}: mosquitto ends there`, remedy);
      else say.notice("bad-user", at, `${what}: ${otherwise}`, remedy);
    };
    for (const { value, at } of readUsers(file)) {
      const wrong = unreadable(value, traits);
      if (wrong !== undefined) sayBad(wrong, "nobody logs in by this line", at);
      else if (kept.has(value.name)) sayBad(`\`${value.name}\` stands here twice`, "this line counts", at);
      else kept.add(value.name);
    }
    if (kept.size === 0) continue;
    const names = [...kept].map((name) => `\`${name}\``).join(", ");
    const what = `users of yours in ${file.path}, which stay: ${names}`;
    say.notice("own-users", { file: file.path, line: 1, column: 1 }, what, "Take out those that nobody needs.");
  }
  for (const file of filesOf(program, "mosquitto-acl")) {
    for (const { value, at } of readAccess(file)) if (value.kind === "pattern") sayPattern(value, at, say);
  }
}

const remedy = "Write the user anew with mosquitto_passwd, or take the line out.";

/** @param traits absent: nobody knows which mosquitto it is, and what any reads is taken for good */
function unreadable({ name, hash, saltBytes }: PersonsUser, traits: MosquittoTraits | undefined): string | undefined {
  if (name === "") return "this line has no user's name";
  if (hash === undefined) return `what follows \`${name}:\` is no hash of a password`;
  const isRead = !traits || (traits.hashes.includes(hash) && (!saltBytes || traits.saltBytes.includes(saltBytes)));
  return isRead ? undefined : `the password of \`${name}\` is kept in a way that came with a later mosquitto`;
}

function sayPattern({ filter, access }: AccessLine, at: Located<AccessLine>["at"], say: Say): void {
  if (access === "deny" || /%[cu]/.test(filter)) return;
  const what = `\`pattern ${filter}\` holds for everybody who logs in, for Edgeward's own users too`;
  say.notice("wide-access", at, what, "Write it as `topic` below the `user` lines that need it.");
}
