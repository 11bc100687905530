import { doorsOf } from "./door.ts";
import type { Probe } from "./probe.ts";
import { type Stranger, turnsAway } from "./turns-away.ts";
import { wellKnownLogins } from "./well-known-logins.ts";

/** Control: one of the server's own identities gets in. */
export const refusesWellKnownPasswords: Probe = {
  id: "refuses-well-known-passwords",
  claim: "No login that attackers know by heart gets in",
  look(scene, signal) {
    const services = [...scene.brokers, ...scene.databases].map(({ service }) => String(service));
    return Promise.all(
      doorsOf(scene).map((door) => {
        const users = [...new Set([...services, ...door.identities.map(({ user }) => user)])];
        const asOwn = users.map((user) => ({ user, password: user }));
        const tried = new Set<string>();
        const strangers = [...wellKnownLogins, ...asOwn].flatMap(({ user, password }): readonly Stranger[] => {
          const label = `${user}/${password}`;
          if (tried.has(label)) return [];
          tried.add(label);
          const like = door.identities.find((identity) => identity.user === user);
          return [{ label, caller: { user, password }, ...(like ? { like } : {}) }];
        });
        return turnsAway(door, door.identities.slice(0, 1), strangers, scene, signal);
      }),
    );
  },
};
