/** From a machine to all that securing it would change: find, read, harden, compare. Touches nothing. */
import type { HostFound, HostWish } from "../../engine/host-engine.ts";
import { harden } from "../../harden/harden.ts";
import type { Hardened } from "../../model/hardened.ts";
import type { HostPlan } from "../../model/host-plan.ts";
import type { Machine } from "../../model/machine.ts";
import type { Problem } from "../../model/problem.ts";
import type { Stack } from "../../model/stack.ts";
import type { UserBook } from "../../model/user-book.ts";
import { withDatabases } from "../../plan/host/databases-on-disk.ts";
import { type MachineWish, readMachine } from "../../read/host/machine.ts";
import { leftOnMachine } from "../../report/edit/machine.ts";
import { sentence } from "../../report/sentence.ts";
import { compareHost } from "./compare-host.ts";
import type { HostTools } from "./host-tools.ts";
import { withProbe } from "./with-probe.ts";

export interface PlannedHost {
  readonly machine: Machine;
  /** As it was found, read. */
  readonly original: Stack;
  readonly hardened: Hardened;
  readonly plan: HostPlan;
}

export interface HostRequest extends HostWish {
  readonly reading: MachineWish;
}

/** @param given who is to be added, in place of those that the machine's state names */
export async function planHost(
  request: HostRequest,
  tools: HostTools,
  signal: AbortSignal,
  given?: UserBook,
): Promise<PlannedHost | { readonly refused: readonly Problem[] }> {
  const found: HostFound = await tools.engine.find(request, signal);
  const read = readMachine(found.machine, request.reading);
  const problems = [...found.problems, ...read.problems];
  if (problems.some(({ severity }) => severity === "error")) return { refused: problems };
  const directories = read.stack.services.flatMap(({ mounts }) => mounts.flatMap(({ source }) => source ?? []));
  const data = { directories, seen: await tools.engine.look(directories, false, signal) };
  const original = withDatabases(
    read.stack,
    data.seen.filter(({ kind }) => kind === "directory").map(({ path }) => path),
  );
  const { book } = given ? { book: given } : await tools.readState();
  const hardened = withProbe(harden(original), book);
  const notices = [...problems, ...hardened.notices, ...leftOver(found.machine, hardened)];
  if (notices.some(({ severity }) => severity === "error")) return { refused: notices };
  const plan = await compareHost({ machine: found.machine, hardened, notices, data }, tools, signal);
  return { machine: found.machine, original, hardened, plan };
}

/** What none of the program's files can take: a person has to see to it. */
const leftOver = (machine: Machine, { changes }: Hardened): readonly Problem[] =>
  machine.programs.flatMap(({ kind, configs }) =>
    leftOnMachine(
      configs,
      changes.filter((change) => "service" in change && change.service === kind),
    ).map((change): Problem => {
      const at = change.at ?? { file: configs[0]?.path ?? kind, line: 1, column: 1 };
      const what = `this cannot be written into the files of ${kind}: ${sentence(change)}`;
      return { severity: "notice", code: "edit-by-hand", at, what, remedy: "Do it where the program is started from." };
    }),
  );
