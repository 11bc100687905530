/**
 * Tokens that are made through the store's API, for services that say with labels what theirs may do. Nobody keeps their bytes: they
 * go into the swarm's secret, and are renewed and revoked by their accessor.
 * Invariant: a token that nobody could revoke any more ends by itself. It is born for two minutes, and its lease becomes the wished one when
 * a secret has its accessor: whoever is killed in between, or never gets the store's answer, leaves nothing that lives.
 * @see Vault and OpenBao HTTP API, auth/token "Create token", "Renew a token (accessor)", "Revoke a token (accessor)"
 */
import { Fault } from "../../../model/fault.ts";
import type { TokenPlace, TokenSource } from "../../../model/token.ts";
import { Held, markOf } from "../held.ts";
import type { AskStore } from "../store/store-api.ts";
import { tokenLabels } from "../swarm/labels.ts";
import type { SecretSeen } from "../swarm/objects.ts";
import { secondsOf } from "./seconds-of.ts";
import { readTokenFile } from "./token-file.ts";

export interface ApiSourceScope {
  readonly ask: AskStore;
  /** May create tokens with these policies, and renew and revoke them by accessor; absent: nobody gave one. */
  readonly parent: string | undefined;
  readonly wish: { readonly policies: readonly string[]; readonly ttl?: string; readonly orphan?: boolean };
  /** That the service has now. */
  readonly secret: SecretSeen | undefined;
  /** Made and not yet delivered, by service and file; it outlives this source. */
  readonly made: Map<string, Held>;
  readonly nowMs: () => number;
}

/** Longer than a delivery takes on a slow machine. */
const bornForS = 120;
/** Where no label says another one. */
const usualLease = "1h";

export function apiSource(scope: ApiSourceScope): TokenSource {
  return {
    name: "api",
    onDemand: true,
    async pick(place) {
      const token = waiting(place, scope) ?? delivered(scope);
      return token ? { is: "token", token } : { is: "absent" };
    },
    async remake(place, signal) {
      scope.made.set(keyOf(place), await create(place, scope, signal));
    },
  };
}

export const keyOf = ({ service, file }: Pick<TokenPlace, "service" | "file">): string => `${service} ${file}`;

/** Made and not delivered yet. What could not be delivered for most of the time for which it was born ends by itself. */
function waiting(place: TokenPlace, { made, nowMs }: ApiSourceScope): Held | undefined {
  const token = made.get(keyOf(place));
  const isOld = token !== undefined && Math.abs(nowMs() - token.seen.madeAtMs) > (bornForS * 1000 * 3) / 4;
  if (!isOld) return token;
  made.delete(keyOf(place));
  return undefined;
}

/** What its labels say of a secret's token. */
function delivered({ secret, parent, ask, nowMs }: ApiSourceScope): Held | undefined {
  const labels = secret?.Spec.Labels ?? {};
  const mark = labels[tokenLabels.mark];
  const accessor = labels[tokenLabels.accessor];
  if (!secret || mark === undefined || accessor === undefined || parent === undefined) return undefined;
  const leaseS = Number(labels[tokenLabels.lease] ?? 0);
  const renewable = labels[tokenLabels.renewable] === "true";
  const seen = { mark, madeAtMs: Date.parse(secret.CreatedAt), leaseS, renewable };
  return new Held({ seen, speaker: { as: "accessor", token: parent, accessor }, accessor, ask, nowMs });
}

async function create(place: TokenPlace, scope: ApiSourceScope, signal: AbortSignal): Promise<Held> {
  const { parent, wish, ask, nowMs } = scope;
  const { service } = place;
  const remedy = "Name a file with a token that may create tokens, readable by you alone: --store-token FILE.";
  if (parent === undefined)
    throw new Fault("bad-command-line", `the token of ${service} is made through the store's API`, remedy);
  const wishedS = secondsOf(wish.ttl ?? usualLease);
  if (wishedS === undefined) {
    const what = `the label ${tokenLabels.ttl} of ${service} is no time`;
    throw new Fault("bad-input", what, "Write seconds, or a number with s, m, h or d, for example 1h.");
  }
  const answer = await ask(
    {
      method: "POST",
      path: "/v1/auth/token/create",
      token: parent,
      body: {
        policies: wish.policies,
        // The default policy is not asked for, so it is not given.
        no_default_policy: true,
        renewable: true,
        display_name: `edgeward-${service}`,
        ttl: `${Math.min(bornForS, wishedS)}s`,
        ...(wish.orphan && { no_parent: true }),
      },
    },
    signal,
  ).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new Fault(
      "not-ready",
      error instanceof Error ? error.message : "the store gave no answer",
      "See whether the store runs, and is unsealed.",
    );
  });
  const body = answer.body as { readonly auth?: { readonly accessor?: unknown } } | undefined;
  const read = readTokenFile(Buffer.from(JSON.stringify(body ?? {})));
  const accessor = body?.auth?.accessor;
  if (answer.status !== 200 || read.is !== "token" || typeof accessor !== "string") {
    const what = `the store made no token for ${service} (status ${answer.status})`;
    throw new Fault(
      "not-ready",
      what,
      "The token in --store-token has to be valid, and its policies have to allow auth/token/create.",
    );
  }
  const { renewable } = read.file;
  // One without an end stays so.
  const leaseS = read.file.leaseS === 0 ? 0 : wishedS;
  const bytes = Buffer.from(JSON.stringify({ ...body, auth: { ...body?.auth, lease_duration: leaseS } }));
  const seen = { mark: markOf(bytes), madeAtMs: nowMs(), leaseS, renewable };
  return new Held({ seen, bytes, speaker: { as: "accessor", token: parent, accessor }, accessor, ask, nowMs });
}
