/** From files to programs that run with them: tried out first, the database told its users, then started anew in order. */
import { Fault } from "../../model/fault.ts";
import type { HostPlan } from "../../model/host-plan.ts";
import type { Machine, Program, ProgramKind } from "../../model/machine.ts";
import { statementsFor } from "../../plan/host/database-users.ts";
import type { HostTools } from "./host-tools.ts";
import { toldDigest } from "./known/told.ts";

/** Tells the database its users while nobody else can reach it. @returns whether it was stopped for that, and has to be started */
export async function tellUsers(
  machine: Machine,
  plan: HostPlan,
  tools: HostTools,
  signal: AbortSignal,
): Promise<boolean> {
  const influx = machine.programs.find(({ kind }) => kind === "influxdb");
  if (!influx || plan.databaseUsers.length === 0) return false;
  await tryOut(influx, tools, signal);
  const from = tools.clock.elapsed();
  const statements = await Promise.all(
    statementsFor(plan.databaseUsers).map(async ({ parts, unless }) => ({
      text: await tools.keys.text(parts),
      ...(unless === undefined ? {} : { unless }),
    })),
  );
  const state = await tools.readState();
  const fresh = plan.databaseUsers.map(({ user }) => user).filter((user) => !state.databaseUsers.includes(user));
  // A user of that name whom we did not make is the person's: its password is not ours to change, nor is it ours to drop.
  if (fresh.length > 0)
    await tools.engine.tellDatabase(influx, [{ text: "SHOW USERS", without: [...new Set(fresh)] }], signal);
  const users = [...new Set([...state.databaseUsers, ...plan.databaseUsers.map(({ user }) => user)])];
  // Written down first: a user that was made and is not known would stay for ever.
  await tools.writeState({ ...state, databaseUsers: users });
  await tools.engine.tellDatabase(influx, statements, signal);
  const told = await toldDigest(plan.databaseUsers, tools.keys, tools.digest);
  await tools.writeState({ ...state, databaseUsers: users, ...(told === undefined ? {} : { told }) });
  tools.tell({
    event: "done",
    what: "users of influxdb",
    tookMs: tools.clock.elapsed() - from,
    detail: `${users.length}`,
  });
  return true;
}

interface Restarted {
  readonly restarted: readonly ProgramKind[];
  /** Those that a person has to start anew. */
  readonly byHand: readonly ProgramKind[];
}

/** @throws Fault when a program does not take its settings, or does not come up with them */
export async function restartAll(
  machine: Machine,
  { restarts }: HostPlan,
  databaseStopped: boolean,
  tools: HostTools,
  signal: AbortSignal,
): Promise<Restarted> {
  const programs = restarts.flatMap(({ program }) => machine.programs.find(({ kind }) => kind === program) ?? []);
  for (const program of programs) await tryOut(program, tools, signal);
  const restarted: ProgramKind[] = [];
  for (const { program: kind, runs, manager } of restarts) {
    const program = machine.programs.find((one) => one.kind === kind);
    if (!program || !runs || manager.by === "nobody") continue;
    const from = tools.clock.elapsed();
    await (databaseStopped && kind === "influxdb"
      ? tools.engine.start(program, signal)
      : tools.engine.restart(program, signal));
    tools.tell({ event: "done", what: `restart ${kind}`, tookMs: tools.clock.elapsed() - from });
    restarted.push(kind);
  }
  const byHand = restarts.filter(({ runs, manager }) => runs && manager.by === "nobody").map(({ program }) => program);
  return { restarted, byHand };
}

/** The same for going back: what does not start is named, and the others are started all the same. */
export async function restartKinds(
  machine: Machine,
  kinds: readonly ProgramKind[],
  { engine }: HostTools,
  signal: AbortSignal,
): Promise<Restarted & { readonly failed: readonly { readonly program: ProgramKind; readonly why: string }[] }> {
  const restarted: ProgramKind[] = [];
  const failed: { program: ProgramKind; why: string }[] = [];
  const programs = kinds.flatMap((kind) => machine.programs.find((one) => one.kind === kind) ?? []);
  for (const program of programs.filter(({ manager }) => manager.by !== "nobody")) {
    try {
      await engine.restart(program, signal);
      restarted.push(program.kind);
    } catch (error) {
      failed.push({ program: program.kind, why: error instanceof Error ? error.message : String(error) });
    }
  }
  return {
    restarted,
    failed,
    byHand: programs.filter(({ manager }) => manager.by === "nobody").map(({ kind }) => kind),
  };
}

async function tryOut(program: Program, { engine }: HostTools, signal: AbortSignal): Promise<void> {
  const words = await engine.tryOut(program, signal);
  if (words === undefined || words.length === 0) return;
  throw new Fault(
    "start-failed",
    `${program.kind} does not take its new settings: ${words.join("; ")}`,
    "Mend what it names in its configuration, then run it again.",
  );
}
