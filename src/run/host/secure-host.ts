/**
 * Secures a machine: all or nothing. Files are written with their originals safe, new settings are tried out before a program that runs is
 * touched, and what the probes then refuse is taken back.
 */
import type { Opened } from "../../engine/vault.ts";
import { Fault } from "../../model/fault.ts";
import type { Finding } from "../../model/finding.ts";
import type { HostDone, HostUndone } from "../../model/host-plan.ts";
import type { ProgramKind } from "../../model/machine.ts";
import type { Problem } from "../../model/problem.ts";
import { fileChanges } from "./file-changes.ts";
import type { HostRequest } from "./host-request.ts";
import type { HostTools } from "./host-tools.ts";
import { remembered } from "./known/remembered.ts";
import { sweep } from "./known/sweep.ts";
import { refuseUnfinished } from "./known/unfinished.ts";
import { type PlannedHost, planHost } from "./plan-host.ts";
import { restartAll, tellUsers } from "./put-in-force.ts";
import { type HostNotes, takeBack } from "./take-back.ts";
import { verifyHost } from "./verify-host.ts";

export type Secured =
  | { readonly outcome: "refused"; readonly problems: readonly Problem[] }
  | { readonly outcome: "nothing-to-do"; readonly findings: readonly Finding[] }
  | { readonly outcome: "done"; readonly done: HostDone; readonly findings: readonly Finding[] }
  | { readonly outcome: "undone"; readonly undone: HostUndone; readonly findings: readonly Finding[] };

export async function secureHost(
  request: HostRequest,
  tools: HostTools,
  show: (planned: PlannedHost) => void,
  signal: AbortSignal,
): Promise<Secured> {
  await using _lock = await tools.lock(signal);
  try {
    return await securedNow(await remembered(request, tools, signal), tools, show, signal);
  } finally {
    await sweep(tools);
  }
}

async function securedNow(
  request: HostRequest,
  tools: HostTools,
  show: (planned: PlannedHost) => void,
  signal: AbortSignal,
): Promise<Secured> {
  await refuseUnfinished(tools);
  await finishInterrupted(request, tools, signal);
  const first = await planHost(request, tools, signal);
  if ("refused" in first) return { outcome: "refused", problems: first.refused };
  if (isEmpty(first)) return { outcome: "nothing-to-do", findings: await verifyHost(first, tools, signal) };
  show(first);
  await tools.keys.ensure(first.hardened.secrets);
  return changed(first, request, tools, signal);
}

async function changed(
  planned: PlannedHost,
  request: HostRequest,
  tools: HostTools,
  signal: AbortSignal,
): Promise<Secured> {
  const { plan, machine, hardened } = planned;
  const changes = await fileChanges(plan, machine, hardened.generated, tools, signal);
  const hindrances = await tools.vault.hindrances(changes);
  const [worst] = hindrances;
  if (worst) {
    const all = hindrances.map(({ path, what }) => `${path}: ${what}`).join("; ");
    throw new Fault(
      worst.why === "changed" ? "changed-meanwhile" : worst.why === "no-room" ? "disk-full" : "no-permission",
      `nothing was changed: ${all}`,
      worst.remedy,
    );
  }
  const restarts = plan.restarts.filter(({ runs }) => runs).map(({ program }) => program);
  const state = await tools.readState();
  const known = new Set(state.databaseUsers);
  const fresh = [...new Set(plan.databaseUsers.map(({ user }) => user))].filter((user) => !known.has(user));
  const edited = plan.edits.map(({ path, real }) => real ?? path);
  const notes: HostNotes = { restarts, databaseUsers: fresh, edited, made: plan.made.map(({ path }) => path) };
  const open = await tools.vault.begin(changes, notes);
  try {
    return await inForce(planned, open, notes, request, tools, signal);
  } catch (error) {
    const because = {
      what: error instanceof Error ? error.message : String(error),
      remedy: error instanceof Fault ? error.remedy : "Run it again.",
    };
    // Also when we are told to stop: half a change is worse than a few seconds.
    const undone = await takeBack(machine, open, notes, because, tools);
    return { outcome: "undone", undone, findings: [] };
  }
}

async function inForce(
  { plan, machine, hardened, original }: PlannedHost,
  open: Opened,
  notes: HostNotes,
  request: HostRequest,
  tools: HostTools,
  signal: AbortSignal,
): Promise<Secured> {
  const { clock, tell } = tools;
  const from = clock.elapsed();
  await open.apply();
  tell({
    event: "done",
    what: "files",
    tookMs: clock.elapsed() - from,
    detail: `${plan.edits.length} edited, ${plan.made.length} made`,
  });
  // What was written is what is tried out: the machine is looked at anew.
  const { machine: now } = await tools.engine.find(request, signal);
  const told = await tellUsers(now, plan, tools, signal);
  const { restarted, byHand } = await restartAll(now, plan, told, tools, signal);
  const after: PlannedHost = { plan, machine: (await tools.engine.find(request, signal)).machine, hardened, original };
  const findings = await verifyHost(after, tools, signal);
  const failed = findings.filter(({ verdict }) => verdict === "fail");
  const [first] = failed;
  if (first) {
    const what = `${first.probe} failed: ${first.evidence}`;
    const undone = await takeBack(
      machine,
      open,
      notes,
      { what, remedy: first.remedy ?? "Look at the evidence." },
      tools,
    );
    return { outcome: "undone", undone, findings };
  }
  await tools.writeState({ ...(await tools.readState()), said: request });
  await open.commit();
  return { outcome: "done", done: doneOf(after, restarted, byHand, findings, tools), findings };
}

function doneOf(
  { plan }: PlannedHost,
  restarted: readonly ProgramKind[],
  byHand: readonly ProgramKind[],
  findings: readonly Finding[],
  { backup }: HostTools,
): HostDone {
  const count = (verdict: Finding["verdict"]) => findings.filter((one) => one.verdict === verdict).length;
  return {
    hostName: plan.hostName,
    changed: plan.edits.map(({ path, real }) => real ?? path),
    made: plan.made.map(({ path }) => path),
    permitted: plan.permits.map(({ path }) => path),
    databaseUsers: [...new Set(plan.databaseUsers.map(({ user }) => user))],
    restarted,
    byHand,
    verified: { passed: count("pass"), failed: count("fail"), unknown: count("unknown") },
    backup,
    notices: plan.notices,
  };
}

/** What a crash left half done goes back to how it was before. */
async function finishInterrupted(request: HostRequest, tools: HostTools, signal: AbortSignal): Promise<void> {
  const open = await tools.vault.open();
  if (!open) return;
  const from = tools.clock.elapsed();
  const { machine } = await tools.engine.find(request, signal);
  await takeBack(machine, open, open.notes as HostNotes, undefined, tools);
  tools.tell({ event: "done", what: "an interrupted run taken back", tookMs: tools.clock.elapsed() - from });
}

const isEmpty = ({ plan }: PlannedHost): boolean =>
  plan.edits.length + plan.made.length + plan.directories.length + plan.permits.length + plan.databaseUsers.length ===
  0;
