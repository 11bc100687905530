/** What the steps leave behind: nothing of ours that is wanted no more, and all that is somebody else's. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import type { SwarmSeen, SwarmWish } from "../../model/swarm-plan.ts";
import { leftovers } from "./leftovers.ts";
import { stepsTo } from "./steps.ts";
import {
  aFile,
  aNetwork,
  aService,
  aSpec,
  aTask,
  aWish,
  nothing,
  ours,
  performed,
  seenAs,
  usingSecret,
} from "./testing/a-swarm.ts";

const arrived = (seen: SwarmSeen, wish: SwarmWish) => stepsTo(wish, seen).steps.reduce(performed, seen);

const names = ["a", "b", "c"] as const;
const anyWish = fc
  .record({
    services: fc.uniqueArray(fc.record({ name: fc.constantFrom(...names), env: fc.nat(2), secret: fc.nat(2) }), {
      selector: ({ name }) => name,
    }),
    networks: fc.uniqueArray(fc.constantFrom("n", "m")),
  })
  .map(({ services, networks }) =>
    aWish({
      networks: networks.map((name) => aNetwork(`shop_${name}`)),
      files: [...new Set(services.map(({ secret }) => `s${secret}`))].map((name) => aFile("secret", name)),
      services: services.map(({ name, env, secret }) =>
        aService(aSpec(name, { Env: [`E=${env}`], ...usingSecret(`s${secret}`) })),
      ),
    }),
  );

test("from any stack to any other: after the steps none is left, nothing is left over, and nobody else's is touched", () => {
  const foreign = { id: "f", name: "theirs", labels: {} };
  fc.assert(
    fc.property(fc.array(anyWish, { minLength: 1, maxLength: 4 }), (wishes) => {
      let seen: SwarmSeen = { ...nothing, secrets: [foreign] };
      for (const wish of wishes) {
        seen = arrived(seen, wish);
        assert.deepEqual(stepsTo(wish, seen), { steps: [], refusals: [] });
        seen = leftovers(wish, seen).steps.reduce(performed, seen);
        assert.deepEqual(stepsTo(wish, seen), { steps: [], refusals: [] });
        assert.deepEqual(
          seen.secrets.map(({ name }) => name).toSorted(),
          ["theirs", ...wish.files.map(({ spec }) => spec.Name)].toSorted(),
        );
        assert.equal(seen.networks.length, wish.networks.length);
      }
    }),
  );
});

test("a secret that a task on its way out still has is left over soon, and not now", () => {
  const before = seenAs(aSpec("a", usingSecret("old")));
  const now = seenAs(aSpec("a", usingSecret("new")));
  const secrets = ["old", "new"].map((name) => ({ id: name, name, labels: ours }));
  const wish = aWish({ files: [aFile("secret", "new")], services: [aService(now.spec)] });
  const with_ = (state: string) => ({
    ...nothing,
    secrets,
    services: [now],
    tasks: [aTask(now), aTask(before, { state, desired: "shutdown" })],
  });
  assert.deepEqual(leftovers(wish, with_("running")), { steps: [], soon: true });
  const over = leftovers(wish, with_("shutdown"));
  assert.deepEqual([over.steps.length, over.soon], [1, false]);
});

test("delivered tokens are nobody's to clear away but whose delivers them", () => {
  const secrets = [{ id: "t", name: "shop_x_secrets-token_1", labels: { ...ours, "edgeward.token": "x" } }];
  assert.deepEqual(leftovers(aWish(), { ...nothing, secrets }), { steps: [], soon: false });
});

test("what a service still asks for, without a task, and an empty place for a token are nobody's to clear away", () => {
  const service = seenAs(aSpec("a", usingSecret("old")));
  const secrets = ["old", "place"].map((name) => ({ id: name, name, labels: ours }));
  const wish = aWish({ placeholders: ["place"] });
  assert.deepEqual(leftovers(wish, { ...nothing, secrets, services: [service] }), { steps: [], soon: false });
  const [gone, ...more] = leftovers(wish, { ...nothing, secrets }).steps;
  assert.deepEqual([gone?.step === "remove" && gone.name, more], ["old", []]);
});
