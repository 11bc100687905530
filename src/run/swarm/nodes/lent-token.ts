/**
 * A swarm's join tokens are lent to one host for as long as it joins. Invariant: before one is handed out, the swarm itself is told so, and
 * it is told otherwise by the same update that renews the token: whoever is killed in between leaves a debt that the next run sees.
 */
import type { Docker } from "../../../engine/docker/docker.ts";
import { changeSwarm, type SwarmAnswer, swarmOf } from "./change-swarm.ts";

export type TokenRole = "worker" | "manager";

/** Label of the swarm. It stays: an engine takes labels away only along with others that it is given. @see moby, MergeSwarmSpecToGRPC */
const labelOf = (role: TokenRole) => `edgeward.${role}-token`;
const lent = "lent";
const renewed = "renewed";

/** Milliseconds for taking a token's worth away, also after an interruption. */
const tidyMs = 20_000;

interface Tokens extends SwarmAnswer {
  readonly JoinTokens: { readonly Worker: string; readonly Manager: string };
}

/** Hands a token out for as long as `use` takes; then whoever has it is let in no more, also where `use` failed. */
export async function lendToken(
  manager: Docker,
  role: TokenRole,
  use: (token: string) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  await update(manager, role, lent, signal);
  try {
    // Read when it is written down that it is lent: the other way round, a token from before that is renewed by nobody could be used.
    const { JoinTokens } = await swarmOf<Tokens>(manager, signal);
    await use(role === "manager" ? JoinTokens.Manager : JoinTokens.Worker);
  } finally {
    await update(manager, role, renewed, AbortSignal.timeout(tidyMs));
  }
}

/** Renews what a run that was killed had lent. @returns whose */
export async function takeBackTokens(manager: Docker, signal: AbortSignal): Promise<readonly TokenRole[]> {
  const { Spec } = await swarmOf(manager, signal);
  const owed = (["worker", "manager"] as const).filter((role) => Spec.Labels?.[labelOf(role)] === lent);
  for (const role of owed) await update(manager, role, renewed, signal);
  return owed;
}

const rotation = { worker: "rotateWorkerToken", manager: "rotateManagerToken" } as const;

const update = (manager: Docker, role: TokenRole, to: string, signal: AbortSignal): Promise<void> =>
  changeSwarm(
    manager,
    ({ Labels }) => ({ Labels: { ...Labels, [labelOf(role)]: to } }),
    to === renewed ? { [rotation[role]]: true } : {},
    signal,
  );
