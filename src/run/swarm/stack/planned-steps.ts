/** What `up` would do, in words, without doing it. */
import { leftovers } from "../../../plan/swarm-steps/leftovers.ts";
import { stepsTo } from "../../../plan/swarm-steps/steps.ts";
import { stepWords } from "./step-words.ts";
import { refused } from "./why-not.ts";
import type { Wanted } from "./wish-for.ts";

interface Planned {
  readonly what: string;
  readonly why: string;
}

/** @throws Fault "bad-input" when the swarm as it is stands in the way */
export function plannedSteps({ wish, seen, moves }: Wanted): {
  readonly stack: string;
  readonly services: number;
  readonly steps: readonly Planned[];
  readonly later: readonly Planned[];
} {
  // All of them, also those that wait for others at first.
  const whole = { ...wish, services: wish.services.map((service) => ({ ...service, waitsFor: [] })) };
  const { steps, refusals } = stepsTo(whole, seen);
  if (refusals.length > 0) throw refused(refusals);
  const { stack, services } = wish;
  const after = { ...seen, tasks: [], services: seen.services.map((one) => asWished(one, wish)) };
  return {
    stack,
    services: services.length,
    steps: [
      ...moves.map(({ image, from, to }) => ({
        what: `send image ${image} to ${to.hostname}`,
        why: `it is not there, and ${from.hostname} has it`,
      })),
      ...steps.map((step) => ({ what: stepWords(step), why: step.why })),
    ],
    later: leftovers(wish, after).steps.map((step) => ({ what: stepWords(step), why: step.why })),
  };
}

function asWished(service: Wanted["seen"]["services"][number], wish: Wanted["wish"]) {
  const wanted = wish.services.find(({ spec }) => spec.Name === service.name);
  return wanted ? { ...service, spec: wanted.spec } : service;
}
