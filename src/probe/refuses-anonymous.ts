import { randomBytes } from "node:crypto";
import { brokerDoor } from "./door.ts";
import type { Probe } from "./probe.ts";
import { turnsAway } from "./turns-away.ts";

/** Control: one of the broker's own identities gets in over the same port. */
export const refusesAnonymous: Probe = {
  id: "refuses-anonymous",
  claim: "The broker refuses clients that do not say who they are",
  look: (scene, signal) =>
    Promise.all(
      scene.brokers.map((broker) => {
        const named = broker.identities.slice(0, 1).map(({ user }) => ({
          label: `${user} without a password`,
          caller: { user },
        }));
        const strangers = [
          { label: "no credentials", caller: {} },
          {
            label: "an unknown user without a password",
            caller: { user: `edgeward-${randomBytes(6).toString("hex")}` },
          },
          ...named,
        ];
        return turnsAway(brokerDoor(broker, scene.ca), broker.identities.slice(0, 1), strangers, scene, signal);
      }),
    ),
};
