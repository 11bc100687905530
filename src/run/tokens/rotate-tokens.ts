import { Fault } from "../../model/fault.ts";
import type { HeldToken, TokenPlace, TokenSource } from "../../model/token.ts";
import { chosenPlaces } from "./chosen-places.ts";
import { settle, tidy } from "./delivered/settle.ts";
import type { TokenTools } from "./token-tools.ts";

export interface Rotated {
  readonly service: string;
  readonly secret: string;
  /** Whether the store has revoked the old one; absent: there was none in reach. */
  readonly oldRevoked?: boolean;
}

/** A new token from the source, delivered; the old one is revoked once the service runs with the new one. */
export async function rotateTokens(
  services: readonly string[],
  tools: TokenTools,
  signal: AbortSignal,
): Promise<readonly Rotated[]> {
  const { desk, tell, clock } = tools;
  const rotated: Rotated[] = [];
  for (const place of await chosenPlaces(services, desk, signal)) {
    const began = clock.elapsed();
    const { service } = place;
    const source = await desk.sourceOf(place, signal);
    if (!source) throw new Fault("not-ready", `nobody makes tokens for ${service}`, "See `edgeward token ls`.");
    const before = await source.pick(place, signal);
    const old = before.is === "token" ? before.token : undefined;
    await source.remake(place, signal);
    const token = await anew(place, source, old?.seen.mark, tools, signal);
    const secret = await desk.deliver(place, token, signal);
    await settle(tools, place, secret, signal);
    // Only now: until here the service may have had nothing else.
    const oldRevoked = old && (await revoked(old, token, signal));
    // And after that: the old one's accessor stands on its secret.
    await tidy(tools, place, signal);
    rotated.push({ service, secret, ...(oldRevoked !== undefined && { oldRevoked }) });
    tell({ event: "done", what: `token of ${service} rotated`, tookMs: clock.elapsed() - began });
  }
  return rotated;
}

/** A file may have been written anew with the token that it had. */
async function revoked(old: HeldToken, token: HeldToken, signal: AbortSignal): Promise<boolean> {
  if (old.isSame(token)) return false;
  return old.revoke(signal).catch(() => {
    signal.throwIfAborted();
    return false;
  });
}

const patienceMs = 30_000;
const lookMs = 500;

/** What was asked for may take a moment to be written. */
export async function anew(
  place: TokenPlace,
  source: TokenSource,
  old: string | undefined,
  { clock }: Pick<TokenTools, "clock">,
  signal: AbortSignal,
): Promise<HeldToken> {
  const began = clock.elapsed();
  for (;;) {
    const picked = await source.pick(place, signal);
    if (picked.is === "token" && picked.token.seen.mark !== old) return picked.token;
    if (clock.elapsed() - began > patienceMs) {
      const what = `no new token for ${place.service} has come`;
      throw new Fault("not-ready", what, "Look at the log of the service that makes it.");
    }
    await clock.sleep(lookMs, signal);
  }
}
