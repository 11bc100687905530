/**
 * From a hardened stack to what the local engine is told to run.
 * Invariants: every service is either launched or named among the unrunnable; a launch names only files that hardening generated for its
 * own service; nothing is read, so the same stack and layout give the same launches.
 */
import type { Hardened } from "../model/hardened.ts";
import type { Launch, Unrunnable } from "../model/launch.ts";
import type { Layout } from "../model/layout.ts";
import type { ServiceName } from "../model/name.ts";
import type { Problem } from "../model/problem.ts";
import type { Programs } from "../model/program.ts";
import { agentLaunch } from "./launch/agent.ts";
import { brokerLaunch } from "./launch/broker.ts";
import { dashboardLaunch } from "./launch/dashboard.ts";
import { databaseLaunch } from "./launch/database.ts";
import { ingestLaunches } from "./launch/ingest/ingest.ts";
import type { Outcome, Scope } from "./launch/outcome.ts";
import { seatsOf } from "./launch/seat.ts";
import { cannotRun } from "./launch/unrunnable.ts";

export interface Launches {
  readonly launches: readonly Launch[];
  /** Services that this engine does not run, and what each would need. */
  readonly unrunnable: readonly Unrunnable[];
  /** What is asked for and not carried out, of services that do run. */
  readonly problems: readonly Problem[];
}

/** @param programs what is installed, of what `programsNamed` looks for */
export function launchesOf(hardened: Hardened, layout: Layout, programs: Programs = {}): Launches {
  const { seats, refused } = seatsOf(hardened.stack, programs);
  const scope: Scope = { ...hardened, layout, seats, programs };
  const ingests = ingestLaunches(scope);
  const running = ingests.flatMap((outcome) => outcome.launch ?? []);
  const brokers = seats.filter(({ role }) => role === "broker").map((seat) => brokerLaunch(seat, scope, running));
  const databases = seats.filter(({ role }) => role === "database").map((seat) => databaseLaunch(seat, scope, running));
  const reachable = brokers.flatMap((outcome) => outcome.launch ?? []);
  const agents = hardened.stack.services
    .filter((service) => service.role === "agent")
    .map((service) => agentLaunch(service, scope, reachable, running));
  const stores = databases.flatMap((outcome) => outcome.launch ?? []);
  const dashboards = hardened.stack.services
    .filter((service) => service.role === "dashboard")
    .map((service) => dashboardLaunch(service, scope, stores));
  const known: readonly Outcome[] = [...refused, ...ingests, ...brokers, ...databases, ...agents, ...dashboards];
  const outcomes = hardened.stack.services.map(
    (service) => known.find((outcome) => nameOf(outcome) === service.name) ?? cannotRun(service),
  );
  return {
    launches: outcomes.flatMap((outcome) => outcome.launch ?? []),
    unrunnable: outcomes.flatMap((outcome) => outcome.unrunnable ?? []),
    problems: outcomes.flatMap((outcome) => outcome.problems ?? []),
  };
}

const nameOf = ({ launch, unrunnable }: Outcome): ServiceName | undefined => launch?.service ?? unrunnable?.service;
