/** From a machine to all that securing it would change: find, read, harden, compare. Touches nothing. */
import type { HostFound } from "../../engine/host-engine.ts";
import { databaseNames } from "../../harden/databases.ts";
import { harden } from "../../harden/harden.ts";
import type { Hardened } from "../../model/hardened.ts";
import type { HostPlan } from "../../model/host-plan.ts";
import type { Machine } from "../../model/machine.ts";
import type { Problem } from "../../model/problem.ts";
import type { Stack } from "../../model/stack.ts";
import type { UserBook } from "../../model/user-book.ts";
import { byHand } from "../../plan/host/by-hand.ts";
import { withDatabases } from "../../plan/host/databases-on-disk.ts";
import { readMachine } from "../../read/host/machine.ts";
import { leftOnMachine } from "../../report/edit/machine.ts";
import { sentence } from "../../report/sentence.ts";
import type { HostRequest } from "./host-request.ts";
import type { HostTools } from "./host-tools.ts";
import { remembered } from "./known/remembered.ts";
import { refuseUnfinished } from "./known/unfinished.ts";
import { compareHost } from "./planning/compare-host.ts";
import { withoutOwnSecrets } from "./planning/environments.ts";
import { withProbe } from "./planning/with-probe.ts";

export interface PlannedHost {
  readonly machine: Machine;
  /** As it was found, read. */
  readonly original: Stack;
  readonly hardened: Hardened;
  readonly plan: HostPlan;
}

/** @param given who is to be added, in place of those that the machine's state names */
export async function planHost(
  told: HostRequest,
  tools: HostTools,
  signal: AbortSignal,
  given?: UserBook,
): Promise<PlannedHost | { readonly refused: readonly Problem[] }> {
  await refuseUnfinished(tools);
  const request = await remembered(told, tools, signal);
  const found: HostFound = await tools.engine.find(request, signal);
  const { problems: unread } = readMachine(found.machine, request.reading);
  const bad = [...found.problems, ...unread];
  if (bad.some(({ severity }) => severity === "error")) return { refused: bad };
  const { book } = given ? { book: given } : await tools.readState();
  const first = await hardenedOf(found.machine, request, book, tools, signal);
  const machine = await withoutOwnSecrets(found.machine, first.hardened.generated, tools.keys);
  const again = machine === found.machine ? first : await hardenedOf(machine, request, book, tools, signal);
  const { original, hardened, data } = again;
  const left = [
    ...leftOver(machine, hardened),
    ...byHand(
      machine,
      hardened,
      data.seen.map(({ path }) => path),
    ),
  ];
  const notices = [...found.problems, ...again.problems, ...hardened.notices, ...left];
  if (notices.some(({ severity }) => severity === "error")) return { refused: notices };
  const plan = await compareHost({ machine, hardened, notices, data }, tools, signal);
  return { machine, original, hardened, plan };
}

/** The machine's programs as they are, and as they are to be. */
async function hardenedOf(
  machine: Machine,
  request: HostRequest,
  book: UserBook,
  { engine }: HostTools,
  signal: AbortSignal,
) {
  const { stack, problems } = readMachine(machine, request.reading);
  const directories = stack.services.flatMap(({ mounts }) => mounts.flatMap(({ source }) => source ?? []));
  const data = { directories, seen: await engine.look(directories, false, signal) };
  const found = data.seen.filter(({ kind }) => kind === "directory").map(({ path }) => path);
  const original = withDatabases(stack, found, (server) => databaseNames(stack, server).length > 0);
  return { problems, data, original, hardened: withProbe(harden(original), book) };
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
