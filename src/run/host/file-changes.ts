/** A plan's files with their secrets filled in: what the vault is handed, in an order in which each directory is there before its files. */
import type { FileChange } from "../../engine/vault.ts";
import type { HostEdit, HostPlan } from "../../model/host-plan.ts";
import type { Machine, Rights } from "../../model/machine.ts";
import { type GeneratedFile, secretToken } from "../../model/secret.ts";
import type { HostTools } from "./host-tools.ts";

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
    const config = machine.programs.flatMap(({ configs }) => configs).find(({ path }) => path === edit.path);
    const isNew = edit.before === "" && !(await engine.look([edit.real ?? edit.path], false, signal)).length;
    return {
      kind: "write",
      path: edit.real ?? edit.path,
      rights: rightsOf(edit, config?.rights ?? { uid: 0, gid: 0, mode: 0o644 }),
      bytes: encode(await keys.text(partsOf(edit, machine, generated))),
      ...(isNew ? {} : { before: digest(encode(edit.before)) }),
    };
  });
  return [
    ...plan.directories.map(({ path, rights }): FileChange => ({ kind: "make-directory", path, rights })),
    ...(await Promise.all([...made, ...edited])),
    ...plan.permits.map(({ path, after }): FileChange => ({ kind: "permit", path, rights: after })),
  ];
}

/** An environment that holds a password is its reader's alone. */
const rightsOf = ({ format }: HostEdit, rights: Rights): Rights =>
  format === "environment" ? { ...rights, mode: rights.mode & 0o600 } : rights;

/** Passwords are written out in environments only; anywhere else `@{…}` is the program's own way to name one. */
function partsOf(edit: HostEdit, machine: Machine, generated: readonly GeneratedFile[]): GeneratedFile["parts"] {
  if (edit.format !== "environment") return [edit.after];
  const owner = machine.programs.find(({ configs }) => configs.some(({ path }) => path === edit.path))?.kind;
  const own = generated.filter(({ service }) => service === owner);
  return own.reduce<GeneratedFile["parts"]>(
    (parts, file) => parts.flatMap((part) => (typeof part === "string" ? filledIn(part, file) : [part])),
    [edit.after],
  );
}

const filledIn = (text: string, { name, parts }: GeneratedFile): GeneratedFile["parts"] =>
  text.split(secretToken(name)).flatMap((piece, i) => (i === 0 ? [piece] : [...parts, piece]));
