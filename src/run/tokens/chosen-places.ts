import { Fault } from "../../model/fault.ts";
import type { TokenDesk, TokenPlace } from "../../model/token.ts";

/** @param services as the compose file has them; none: all @throws Fault "bad-input" for one that waits for no token */
export async function chosenPlaces(
  services: readonly string[],
  desk: TokenDesk,
  signal: AbortSignal,
): Promise<readonly TokenPlace[]> {
  const places = await desk.places(signal);
  const strangers = services.filter((name) => !places.some(({ service }) => service === name));
  if (strangers.length > 0) {
    const waiting = [...new Set(places.map(({ service }) => service))].join(", ") || "none of them";
    const what = `${strangers.join(", ")} of ${desk.stack} mounts no secret as its token`;
    throw new Fault(
      "bad-input",
      what,
      `These do: ${waiting}. See docs/tokens.md for what makes a service one of them.`,
    );
  }
  return services.length === 0 ? places : places.filter(({ service }) => services.includes(service));
}
