/**
 * From what is seen on a swarm to what is wanted there, in an order in which each step finds what it needs.
 * Invariant: with every step done, none is left; a service that is what it should be is not touched.
 */
import type { ServiceSpec } from "../../model/engine-api.ts";
import {
  isOurs,
  namespaceLabel,
  ownLabel,
  placeholderLabel,
  type ServiceWish,
  type SwarmPlan,
  type SwarmSeen,
  type SwarmStep,
  type SwarmWish,
  specLabel,
} from "../../model/swarm-plan.ts";
import { differences, shownFields } from "./differences.ts";
import { refusalsOf } from "./refusals.ts";
import { isCompleted, isHalted, standingOf } from "./standing.ts";

export function stepsTo(wish: SwarmWish, seen: SwarmSeen): SwarmPlan {
  const refusals = refusalsOf(wish, seen);
  if (refusals.length > 0) return { steps: [], refusals };
  return {
    steps: [
      ...labels(wish, seen),
      ...networks(wish, seen),
      ...files(wish, seen),
      ...placeholders(wish, seen),
      // First of the services: they may hold ports that others want now.
      ...servicesGone(wish, seen),
      ...wish.services.flatMap((service) => serviceStep(service, wish, seen)),
    ],
    refusals,
  };
}

function labels({ pins }: SwarmWish, { nodes }: SwarmSeen): readonly SwarmStep[] {
  return pins.flatMap(({ label, node, why }): readonly SwarmStep[] => {
    const there = nodes.find(({ id }) => id === node.id);
    return there?.labels[label] === "true" ? [] : [{ step: "label", node, label, value: "true", why }];
  });
}

function networks(wish: SwarmWish, seen: SwarmSeen): readonly SwarmStep[] {
  const there = new Set(seen.networks.map(({ name }) => name));
  return wish.networks.flatMap((spec): readonly SwarmStep[] =>
    there.has(spec.Name) ? [] : [{ step: "create-network", spec, why: "it is not there" }],
  );
}

function files(wish: SwarmWish, seen: SwarmSeen): readonly SwarmStep[] {
  const there = { secret: new Set(namesOf(seen.secrets)), config: new Set(namesOf(seen.configs)) };
  return wish.files.flatMap((file): readonly SwarmStep[] =>
    there[file.kind].has(file.spec.Name) ? [] : [{ step: "create-file", file, why: "it is not there" }],
  );
}

function placeholders({ stack, placeholders: wanted }: SwarmWish, seen: SwarmSeen): readonly SwarmStep[] {
  const there = new Set(namesOf(seen.secrets));
  return wanted.flatMap((name): readonly SwarmStep[] => {
    if (there.has(name)) return [];
    const spec = { Name: name, Labels: { [namespaceLabel]: stack, [ownLabel]: stack, [placeholderLabel]: "token" } };
    return [{ step: "create-placeholder", spec, why: "its token comes later, and no service starts without a secret" }];
  });
}

function servicesGone(wish: SwarmWish, seen: SwarmSeen): readonly SwarmStep[] {
  const wanted = new Set(wish.services.map(({ spec }) => spec.Name));
  return seen.services
    .filter((one) => isOurs(one, wish.stack) && !wanted.has(one.name))
    .map(({ id, name }) => ({ step: "remove", kind: "service", id, name, why: "it is not in the compose file" }));
}

function serviceStep({ spec, waitsFor }: ServiceWish, wish: SwarmWish, seen: SwarmSeen): readonly SwarmStep[] {
  const there = seen.services.find(({ name }) => name === spec.Name);
  if (!there) {
    const held = waitsFor.some(({ service, until }) => !holds(service, until, wish, seen));
    return held ? [] : [{ step: "create-service", spec, why: "it is not there" }];
  }
  if (modeOf(spec) !== modeOf(there.spec)) {
    const why = `it is ${modeOf(there.spec)} and is to be ${modeOf(spec)}, which no swarm changes: it is made anew`;
    return [{ step: "remove", kind: "service", id: there.id, name: there.name, why }];
  }
  const others = differences(spec, there.spec);
  const isAsSent = there.labels[specLabel] === spec.Labels[specLabel];
  if (isAsSent && others.length === 0) {
    if (!isHalted(there) || standingOf(there, seen).is === "ready") return [];
    return [{ step: "update-service", id: there.id, spec, why: "its last update stopped half-way" }];
  }
  const fields = shownFields(others);
  const why = isAsSent ? `somebody changed ${fields}` : fields === "" ? "it was made otherwise" : `${fields} changed`;
  return [{ step: "update-service", id: there.id, spec, why }];
}

const modeOf = ({ Mode }: ServiceSpec): string => Object.keys(Mode)[0] ?? "Replicated";

/** What compose calls a condition of `depends_on`. */
function holds(
  name: string,
  until: ServiceWish["waitsFor"][number]["until"],
  wish: SwarmWish,
  seen: SwarmSeen,
): boolean {
  const there = seen.services.find((one) => one.name === name);
  if (!wish.services.some(({ spec }) => spec.Name === name)) return true;
  if (!there) return false;
  if (until === "completed") return isCompleted(there, seen);
  // A swarm calls a task with a health check running when it is healthy.
  return until === "started" || standingOf(there, seen).is === "ready";
}

const namesOf = (all: readonly { readonly name: string }[]): readonly string[] => all.map(({ name }) => name);
