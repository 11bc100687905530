import { doorsOf } from "./doors.ts";
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
        const own = door.identities.map(({ user }) => user);
        const users = [...new Set([...(door.counts ? [String(door.service)] : services), ...own])];
        const logins = door.counts ? wellKnownLogins.filter(({ user }) => isOfDashboards(user, own)) : wellKnownLogins;
        const asOwn = users.map((user) => ({ user, password: user }));
        const tried = new Set<string>();
        const strangers = [...logins, ...asOwn].flatMap(({ user, password }): readonly Stranger[] => {
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

/** Where each try counts, those that a dashboard's login could be. */
const isOfDashboards = (user: string, own: readonly string[]): boolean => ["admin", "grafana", ...own].includes(user);
