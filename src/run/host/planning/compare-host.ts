/** What is there against what securing wants: the difference is the plan. */
import type { Seen } from "../../../engine/host-engine.ts";
import type { Hardened } from "../../../model/hardened.ts";
import type { HostEdit, HostPlan, MadeFile } from "../../../model/host-plan.ts";
import type { Machine, Program } from "../../../model/machine.ts";
import type { Problem } from "../../../model/problem.ts";
import { dataSourceFor } from "../../../plan/host/data-source.ts";
import { databaseUsersOf } from "../../../plan/host/database-users.ts";
import { madeFor } from "../../../plan/host/made.ts";
import { permitsFor } from "../../../plan/host/permits.ts";
import { restartsFor } from "../../../plan/host/restarts.ts";
import { editMachine } from "../../../report/edit/machine.ts";
import type { HostTools } from "../host-tools.ts";
import { toldDigest } from "../known/told.ts";

interface HostView {
  readonly machine: Machine;
  readonly hardened: Hardened;
  readonly notices: readonly Problem[];
  /** Where the programs keep their data, and all that lies there. */
  readonly data: { readonly directories: readonly string[]; readonly seen: readonly Seen[] };
}

export async function compareHost(
  { machine, hardened, notices, data }: HostView,
  tools: HostTools,
  signal: AbortSignal,
): Promise<HostPlan> {
  const { stack, identities, changes, generated } = hardened;
  const edits = machine.programs.flatMap((program) => editsOf(program, changes));
  const users = databaseUsersOf(stack, identities);
  const wanted = madeFor(machine, stack, identities, generated);
  const grafana = machine.programs.find(({ kind }) => kind === "grafana");
  const all = [...wanted.made, ...dataSourceFor(stack, grafana, users)];
  const seen = await tools.engine.look(
    [...wanted.directories, ...all].map(({ path }) => path),
    true,
    signal,
  );
  // Of a directory the walk tells all that lies below it, so a path may come twice.
  const found = new Map(seen.map((one) => [one.path, one]));
  const isThere = (path: string, rights: object, digest?: string) => {
    const one = found.get(path);
    return one !== undefined && sameRights(one.rights, rights) && (digest === undefined || one.digest === digest);
  };
  const digests = await Promise.all(all.map((file) => digestOf(file, tools)));
  const made = all.filter((file, i) => !isThere(file.path, file.rights, digests[i] ?? "unknown"));
  const told = await toldDigest(users, tools.keys, tools.digest);
  const isTold = told !== undefined && (await tools.readState()).told === told;
  return {
    hostName: machine.hostName,
    accounts: machine.programs.map(({ account }) => account),
    edits,
    directories: wanted.directories.filter(({ path, rights }) => !isThere(path, rights)),
    made,
    permits: permitsFor(data.directories, data.seen),
    identities,
    databaseUsers: isTold ? [] : users,
    restarts: restartsFor(machine, edits, made),
    notices,
  };
}

function editsOf({ kind, configs }: Program, changes: Hardened["changes"]): readonly HostEdit[] {
  const own = changes.filter((change) => "service" in change && change.service === kind);
  const edited = editMachine(configs, own);
  return configs.flatMap(({ path, real, format, text }): readonly HostEdit[] => {
    const edit = edited.get(path);
    if (!edit) return [];
    const { text: after, changes, reasons } = edit;
    return [{ path, ...(real === path ? {} : { real }), format, before: text, after, changes, reasons }];
  });
}

/** @returns undefined as long as its secrets have not been made */
async function digestOf({ parts }: MadeFile, { keys, digest, encode }: HostTools): Promise<string | undefined> {
  try {
    return digest(encode(await keys.text(parts)));
  } catch {
    return undefined;
  }
}

const sameRights = (a: object, b: object): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
const sorted = (one: object): unknown => Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1));
