/** The users that a person added; and, where nobody may publish anything, one for the probes, without whom no right could be tried. */
import { withUsers } from "../../../harden/with-users.ts";
import type { ExtraUser } from "../../../model/extra-user.ts";
import type { Hardened } from "../../../model/hardened.ts";
import { handOverDirectory } from "../../../model/own-file.ts";
import { havingRole } from "../../../model/stack.ts";
import type { UserBook, Way } from "../../../model/user-book.ts";

const probeName = "edgeward-probe";

const probeWhy = "nobody else may publish here: the probes try the rights with it";

const probe = (server: string): ExtraUser => ({
  name: probeName,
  server,
  publish: ["edgeward/probe/#"],
  subscribe: [],
});

export function withProbe(hardened: Hardened, book: UserBook): Hardened {
  const silent = havingRole(hardened.stack, "broker").filter(
    ({ name }) =>
      !book.users.some(({ server, publish }) => server === name && publish.length > 0) &&
      !hardened.identities.some((one) => one.target === "broker" && one.server === name && one.publish.length > 0),
  );
  const users = [...book.users, ...silent.map(({ name }) => probe(name))];
  const wayOf = (server: string): Way => (server === "mosquitto" ? "renamed" : "replaced");
  const all = withUsers(hardened, { ...book, users }, wayOf);
  // Nobody is handed the probes' password.
  const own = `${handOverDirectory}/${probeName}/`;
  const identities = all.identities.map((one) => (one.user === probeName ? { ...one, why: probeWhy } : one));
  return { ...all, identities, generated: all.generated.filter(({ name }) => !name.startsWith(own)) };
}
