/** One look at one place: what its source has, what the store says, and what is due. */
import type { Lease, Picked, TokenDesk, TokenPlace, TokenReport, TokenSource } from "../../model/token.ts";
import { stateOf, stepFor, type TokenState, type TokenStep } from "../../plan/tokens/state.ts";

export interface Examined {
  readonly place: TokenPlace;
  readonly source?: TokenSource;
  readonly picked?: Picked;
  readonly lease?: Lease;
  readonly state: TokenState | { readonly is: "no-source" } | { readonly is: "faulty" };
  readonly step: TokenStep;
  readonly report: TokenReport;
}

/** @param leaseOf the store's word on a token, asked or remembered; only of one that is delivered */
export async function examine(
  place: TokenPlace,
  desk: TokenDesk,
  leaseOf: (picked: Extract<Picked, { is: "token" }>) => Promise<Lease | undefined>,
  nowMs: () => number,
  signal: AbortSignal,
): Promise<Examined> {
  const source = await desk.sourceOf(place, signal);
  const base = {
    service: place.service,
    file: place.file,
    runsOn: place.runsOn,
    ...(place.secret.mark !== undefined && { secret: place.secret.name }),
    ...(source && { source: source.name }),
  };
  if (!source) {
    const fault = {
      what: `no service of the stack writes ${place.file}`,
      remedy: "Mount a volume for it in the service that makes the tokens, or see docs/tokens.md for a store's API.",
    };
    return { place, state: { is: "no-source" }, step: "none", report: { ...base, state: "no-source", fault } };
  }
  const picked = await source.pick(place, signal);
  if (picked.is === "faulty") {
    const { what, remedy } = picked;
    const report: TokenReport = { ...base, state: "faulty", fault: { what, remedy } };
    return { place, source, picked, state: { is: "faulty" }, step: "none", report };
  }
  const token = picked.is === "token" ? picked.token.seen : undefined;
  const isDelivered = token !== undefined && token.mark === place.secret.mark;
  const lease = picked.is === "token" && isDelivered ? await leaseOf(picked) : undefined;
  const state = stateOf({ place, nowMs: nowMs(), ...(token && { token }), ...(lease && { lease }) });
  const renewable = lease?.is === "valid" ? lease.renewable : (token?.renewable ?? false);
  const step = stepFor(state, { renewable, onDemand: source.onDemand });
  const endsAtMs = "endsAtMs" in state ? state.endsAtMs : state.is === "in-doubt" ? state.endedAtMs : undefined;
  const doubt =
    lease?.is === "unknown" ? { what: `the store could not be asked: ${lease.why}`, remedy: askRemedy } : undefined;
  const report: TokenReport = {
    ...base,
    state: state.is,
    ...(endsAtMs !== undefined && { endsAtMs }),
    ...(token && { renewable }),
    ...(doubt && { fault: doubt }),
  };
  return { place, source, picked, state, step, report, ...(lease && { lease }) };
}

const askRemedy = "The time shown is that of its file; a service that renews its token itself keeps it for longer.";
