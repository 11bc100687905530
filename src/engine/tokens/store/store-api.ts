/**
 * The token part of Vault's and OpenBao's HTTP API. A token goes in the header `X-Vault-Token`, nowhere else.
 * @see Vault and OpenBao HTTP API, "Token auth method": lookup-self, renew-self, revoke-self, create, and the same by accessor
 */
import type { Lease } from "../../../model/token.ts";

export interface StoreAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** One request to the store, however it is reached. @throws Error when there is no answer; its text holds no header and no body */
export type AskStore = (
  request: {
    readonly method: "GET" | "POST" | "PUT";
    readonly path: string;
    readonly token?: string;
    readonly body?: object;
  },
  signal: AbortSignal,
) => Promise<StoreAnswer>;

/** As whom the store is asked: a token for itself, or one that may speak for others, by their accessor. */
export type Speaker =
  | { readonly as: "self"; readonly token: string }
  | { readonly as: "accessor"; readonly token: string; readonly accessor: string };

export async function lookUp(ask: AskStore, who: Speaker, nowMs: () => number, signal: AbortSignal): Promise<Lease> {
  const method = who.as === "self" ? "GET" : "POST";
  return attempt(who, "lookup", { method, ask, signal }, (body) => {
    const { ttl, renewable, expire_time } = inside(body, "data");
    if (typeof ttl !== "number" || ttl < 0) return undefined;
    // A token that never ends has a ttl of 0, and no time at which it would.
    const isEndless = ttl === 0 && (expire_time === null || expire_time === undefined);
    return valid(isEndless ? undefined : nowMs() + ttl * 1000, renewable);
  });
}

/** @param wish `leaseS`: asked for by accessor, in seconds; a token that speaks for itself gets what it had before */
export async function renew(
  ask: AskStore,
  who: Speaker,
  { nowMs, leaseS: wishedS }: { readonly nowMs: () => number; readonly leaseS: number },
  signal: AbortSignal,
): Promise<Lease> {
  return attempt(who, "renew", { method: "POST", ask, signal, increment: wishedS }, (body) => {
    const { lease_duration: leaseS, renewable } = inside(body, "auth");
    if (typeof leaseS !== "number" || leaseS < 0) return undefined;
    const lease = valid(leaseS === 0 ? undefined : nowMs() + leaseS * 1000, renewable);
    return leaseS > 0 && leaseS < wishedS && lease.is === "valid" ? { ...lease, grantedS: leaseS } : lease;
  });
}

/** @returns whether it is gone now: one that the store refuses or does not know was gone before */
export async function revoke(ask: AskStore, who: Speaker, signal: AbortSignal): Promise<boolean> {
  const { status, body } = await ask(wordsOf(who, "revoke", "POST"), signal);
  if (status === 204 || status === 200) return true;
  if (who.as === "accessor") return isUnknown(status, body);
  // Also what a token gets that is alive and may not revoke itself.
  return status === 403 && (await ask(wordsOf(who, "lookup", "GET"), signal)).status === 403;
}

function wordsOf(who: Speaker, verb: "lookup" | "renew" | "revoke", method: "GET" | "POST", increment = 0) {
  const path = `/v1/auth/token/${verb}-${who.as}`;
  const more = increment > 0 && verb === "renew" ? { increment: `${increment}s` } : {};
  return {
    method,
    path,
    token: who.token,
    ...(who.as === "accessor" && { body: { accessor: who.accessor, ...more } }),
  };
}

async function attempt(
  who: Speaker,
  verb: "lookup" | "renew",
  {
    method,
    ask,
    signal,
    increment,
  }: {
    readonly method: "GET" | "POST";
    readonly ask: AskStore;
    readonly signal: AbortSignal;
    readonly increment?: number;
  },
  read: (body: unknown) => Lease | undefined,
): Promise<Lease> {
  const answer = await ask(wordsOf(who, verb, method, increment), signal).catch((error: unknown) => {
    signal.throwIfAborted();
    return error instanceof Error ? error.message : "the store gave no answer";
  });
  if (typeof answer === "string") return { is: "unknown", why: answer };
  const { status, body } = answer;
  if (status === 200) {
    return read(body) ?? { is: "unknown", why: "the store's answer cannot be understood" };
  }
  // 403: of no use, or not permitted; by accessor 403 and 404 say that there is no such token.
  if (status === 403 && who.as === "self") return { is: "refused" };
  if (who.as === "accessor" && isUnknown(status, body)) return { is: "refused" };
  if (status >= 300 && status < 400)
    return { is: "unknown", why: "the store sends elsewhere, and no token goes there" };
  if (status === 503) return { is: "unknown", why: "the store is sealed, or not ready" };
  return { is: "unknown", why: `the store answered with status ${status}` };
}

/** @see Vault, vault/token_store.go: "invalid accessor" is a 400, and a 403 in other releases */
const isUnknown = (status: number, body: unknown): boolean => {
  if (status === 404) return true;
  const { errors } = (body ?? {}) as { readonly errors?: unknown };
  return Array.isArray(errors) && errors.some((error) => /invalid accessor/.test(String(error)));
};

const valid = (endsAtMs: number | undefined, renewable: unknown): Lease => ({
  is: "valid",
  renewable: renewable === true,
  ...(endsAtMs !== undefined && { endsAtMs }),
});

function inside(body: unknown, field: string): Readonly<Record<string, unknown>> {
  const value = (body as Readonly<Record<string, unknown>> | null | undefined)?.[field];
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
