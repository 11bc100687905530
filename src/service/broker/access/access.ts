import { readFile } from "node:fs/promises";
import { Fault } from "../../../model/fault.ts";
import type { Problem } from "../../../model/problem.ts";
import { showSpan } from "../../../model/span.ts";
import { type PasswordFile, readPasswordFile } from "../../login/password-file.ts";
import { type AclFile, readAclFile } from "./acl-file.ts";

/** Who may log in and what they may do, as the two files say it at one moment. */
export interface Access {
  readonly passwords: PasswordFile;
  readonly acl: AclFile;
  /** What is no error and should be said. */
  readonly notices: readonly Problem[];
}

export interface AccessFiles {
  readonly passwordFile: string;
  readonly aclFile: string;
}

/** @throws Fault "bad-input" that names every error with its line, or "unreadable-file" */
export async function readAccess({ passwordFile, aclFile }: AccessFiles): Promise<Access> {
  const [passwordText, aclText] = await Promise.all([read(passwordFile), read(aclFile)]);
  const passwords = readPasswordFile(passwordFile, passwordText);
  const acl = readAclFile(aclFile, aclText);
  const problems = [...passwords.problems, ...acl.problems];
  const errors = problems.filter(({ severity }) => severity === "error");
  const [first] = errors;
  if (first) {
    const what = errors.map((error) => `${showSpan(error.at)}: ${error.what}`).join("\n");
    throw new Fault("bad-input", what, first.remedy, { at: first.at });
  }
  return { passwords, acl, notices: problems };
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const what = `cannot read ${path}: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new Fault("unreadable-file", what, `Make ${path} readable for the user that runs the broker.`, { cause });
  }
}
