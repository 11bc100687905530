/**
 * What has to be done next, from what is wanted and what is seen.
 * Invariants: the answer depends on these two values alone, so a crash at any moment is just another starting point; no step is
 * proposed whose needs are not healthy yet; everything that is true already yields no step.
 */

import type { Launch } from "../model/launch.ts";
import type { ServiceName } from "../model/name.ts";
import type { Observed, ServiceSeen, Step, Wanted } from "../model/plan.ts";

export function stepsTo(wanted: readonly Wanted[], observed: Observed): readonly Step[] {
  const seen = new Map(observed.services.map((service) => [service.service, service]));
  const stops = observed.services.flatMap((service) => stopOf(service, wanted));
  // What depends on a service that is about to go is not started before that service is back.
  const healthy = new Set(
    observed.services
      .filter((service) => service.health === "healthy" && !stops.some((stop) => stop.service === service.service))
      .map((service) => service.service),
  );
  const starts = wanted
    .filter(({ launch }) => !seen.has(launch.service) && launch.needs.every((need) => healthy.has(need)))
    .map((one): Step => ({ step: "start", wanted: one }));
  return [...stops, ...reloadsTo(wanted, observed), ...starts];
}

/**
 * Services that run and have other secrets than are wanted read them again, servers before their clients: a client that comes back with a
 * new password is known by then.
 */
export function reloadsTo(wanted: readonly Wanted[], observed: Observed): readonly Step[] {
  const seen = new Map(observed.services.map((service) => [service.service, service]));
  const outdated = wanted.filter((one) => {
    const match = seen.get(one.launch.service);
    return match !== undefined && match.hash === one.hash && match.secrets !== one.secrets;
  });
  return [...outdated.filter(isServer), ...outdated.filter((one) => !isServer(one))].map(
    (one): Step => ({ step: "reload", wanted: one }),
  );
}

/** Others log in there. */
export const isServer = ({ launch: { role } }: Pick<Wanted, "launch">): boolean =>
  role === "broker" || role === "database";

/** Wanted services that do not serve yet, whether there is a step to be done for them or not. */
export function unready(launches: readonly Launch[], observed: Observed): readonly ServiceName[] {
  const ready = new Set(
    observed.services.filter((service) => service.health === "healthy").map((service) => service.service),
  );
  return launches.map((launch) => launch.service).filter((service) => !ready.has(service));
}

/** Everything that is seen goes: those that need others go first. */
export function stepsDown(observed: Observed, why: string): readonly Step[] {
  return observed.services.toReversed().map((service): Step => ({ step: "stop", service: service.service, why }));
}

function stopOf(seen: ServiceSeen, wanted: readonly Wanted[]): readonly Extract<Step, { step: "stop" }>[] {
  const match = wanted.find(({ launch }) => launch.service === seen.service);
  if (!match) return [{ step: "stop", service: seen.service, why: "it is not in the stack any more" }];
  if (match.hash !== seen.hash) return [{ step: "stop", service: seen.service, why: "its definition has changed" }];
  return [];
}
