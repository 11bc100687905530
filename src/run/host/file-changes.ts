/** A plan's files with their secrets filled in: what the vault is handed, in an order in which each directory is there before its files. */
import type { FileChange } from "../../engine/vault.ts";
import type { HostEdit, HostPlan } from "../../model/host-plan.ts";
import type { Account, Machine, Program, Rights } from "../../model/machine.ts";
import type { GeneratedFile } from "../../model/secret.ts";
import type { HostTools } from "./host-tools.ts";
import { filledIn } from "./planning/environments.ts";

export async function fileChanges(
  plan: HostPlan,
  machine: Machine,
  generated: readonly GeneratedFile[],
  tools: HostTools,
  signal: AbortSignal,
): Promise<readonly FileChange[]> {
  const { keys, digest, encode, engine } = tools;
  const there = new Map(
    (
      await engine.look(
        plan.made.map(({ path }) => path),
        true,
        signal,
      )
    ).map((one) => [one.path, one.digest]),
  );
  const made = plan.made.map(async ({ path, parts, rights }): Promise<FileChange> => {
    const before = there.get(path);
    return {
      kind: "write",
      path,
      rights,
      bytes: encode(await keys.text(parts)),
      ...(before === undefined ? {} : { before }),
    };
  });
  const edited = plan.edits.map(async (edit): Promise<FileChange> => {
    const owner = machine.programs.find(({ configs }) => configs.some(({ path }) => path === edit.path));
    const config = owner?.configs.find(({ path }) => path === edit.path);
    const isNew = edit.before === "" && !(await engine.look([edit.real ?? edit.path], false, signal)).length;
    return {
      kind: "write",
      path: edit.real ?? edit.path,
      rights: rightsOf(edit, config?.rights ?? { uid: 0, gid: 0, mode: 0o644 }, owner?.account),
      bytes: encode(await keys.text(partsOf(edit, edit.after, owner, generated))),
      ...(isNew ? {} : { before: digest(encode(await keys.text(partsOf(edit, edit.before, owner, generated)))) }),
    };
  });
  return [
    ...plan.directories.map(({ path, rights }): FileChange => ({ kind: "make-directory", path, rights })),
    ...(await Promise.all([...made, ...edited])),
    ...plan.permits.map(({ path, after }): FileChange => ({ kind: "permit", path, rights: after })),
  ];
}

/** An environment that holds a password is its reader's alone: its owner's, or that of the account whose group it has. */
function rightsOf({ format }: HostEdit, rights: Rights, account: Account | undefined): Rights {
  if (format !== "environment") return rights;
  const isByGroup = rights.uid !== account?.uid && rights.gid !== 0 && rights.gid === account?.gid;
  return { ...rights, mode: rights.mode & (isByGroup ? 0o640 : 0o600) };
}

/** Passwords are written out in environments only; anywhere else `@{…}` is the program's own way to name one. */
const partsOf = (
  { format }: HostEdit,
  text: string,
  owner: Program | undefined,
  generated: readonly GeneratedFile[],
): GeneratedFile["parts"] => (format === "environment" ? filledIn(text, owner?.kind, generated) : [text]);
