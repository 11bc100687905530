import { Fault } from "../../model/fault.ts";
import type { HeldToken, TokenPlace } from "../../model/token.ts";
import { chosenPlaces } from "./chosen-places.ts";
import { settle, tidy } from "./delivered/settle.ts";
import type { TokenTools } from "./token-tools.ts";

export interface Delivered {
  readonly service: string;
  readonly secret: string;
  readonly runsOn: readonly string[];
  /** It had this one already. */
  readonly was: boolean;
}

/**
 * Gives services the tokens that their sources have now: all of them first, then it waits until each runs with its own.
 * @throws Fault "not-ready" when there is none yet; those before are delivered then
 */
export async function deliverTokens(
  services: readonly string[],
  tools: TokenTools,
  signal: AbortSignal,
): Promise<readonly Delivered[]> {
  const { desk, tell, clock } = tools;
  const began = clock.elapsed();
  const given: { readonly place: TokenPlace; readonly secret: string; readonly was: boolean }[] = [];
  for (const place of await chosenPlaces(services, desk, signal)) {
    const token = await tokenFor(place, tools, signal);
    const was = place.secret.mark === token.seen.mark;
    given.push({ place, was, secret: await desk.deliver(place, token, signal) });
  }
  for (const { place, secret, was } of given) {
    await settle(tools, place, secret, signal);
    await tidy(tools, place, signal);
    const what = was ? `${place.service} has its token` : `token of ${place.service} delivered`;
    tell({ event: "done", what, tookMs: clock.elapsed() - began });
  }
  const now = await desk.places(signal);
  return given.map(({ place: { service, file }, secret, was }) => {
    const runsOn = now.find((one) => one.service === service && one.file === file)?.runsOn ?? [];
    return { service, secret, runsOn, was };
  });
}

async function tokenFor(place: TokenPlace, { desk }: TokenTools, signal: AbortSignal): Promise<HeldToken> {
  const source = await desk.sourceOf(place, signal);
  let picked = await source?.pick(place, signal);
  if (picked?.is === "absent" && source?.onDemand) {
    await source.remake(place, signal);
    picked = await source.pick(place, signal);
  }
  if (picked?.is === "faulty") throw new Fault("not-ready", picked.what, picked.remedy);
  if (picked?.is === "token") return picked.token;
  const remedy = "Wait until the service that makes it has run; `edgeward watch` delivers it then.";
  throw new Fault("not-ready", `there is no token for ${place.service} yet`, remedy);
}
