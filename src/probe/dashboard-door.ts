/**
 * Edgeward's console as a door. It counts wrong logins by address, and the person may sit at ours: a right one follows each wrong one, by the
 * same way, which the console takes for a slip of whoever has the password. So nobody is locked out by us, and each refusal is one of a
 * server that lets its own in.
 */
import { ask, type Question } from "./ask.ts";
import type { Door } from "./door.ts";
import type { Knock } from "./knock.ts";
import type { Caller } from "./mqtt-link.ts";
import type { DashboardScene, Scene } from "./probe.ts";

/** What nobody sees without a login: names of what is in the database. */
export const shownPath = "/api/catalogue";

/** Those that somebody may sign in to whom we know, with a certificate that a password may be sent to. */
export const dashboardDoors = (scene: Scene): readonly Door[] =>
  askedDashboards(scene).map((dashboard) => dashboardDoor(dashboard, scene));

export const askedDashboards = ({ dashboards = [] }: Scene): readonly DashboardScene[] =>
  dashboards.filter(({ identities, ownCertificate }) => identities.length > 0 && !ownCertificate);

export function dashboardDoor({ service, endpoint, identities }: DashboardScene, { ca, login }: Scene): Door {
  const signIn = async (caller: Caller, signal: AbortSignal): Promise<Knock> => {
    const answer = await ask(endpoint, ca, caller.onPage ? onPage(caller) : inHeader(caller), signal);
    if (!answer.answered) return { answer: "unclear", text: answer.text };
    return { answer: meaningOf(answer.status), text: `HTTP ${answer.status}` };
  };
  return {
    service,
    identities,
    endpoint: { atOnce: 1 },
    counts: true,
    async knock(caller, _, signal) {
      const knocked = await signIn(caller, signal);
      const [friend] = identities;
      if (knocked.answer !== "refused" || caller.user === undefined || !friend) return knocked;
      const right = await login(friend).catch(() => undefined);
      if (!right) return { answer: "unclear", text: `no password of ${friend.user}` };
      const after = await signIn({ ...caller, ...right }, signal);
      return after.answer === "accepted" ? knocked : { answer: "unclear", text: `then ${friend.user}: ${after.text}` };
    },
  };
}

const inHeader = ({ user, password = "" }: Caller): Question => ({
  method: "GET",
  path: shownPath,
  ...(user === undefined ? {} : { login: { user, password } }),
});

/** As its page does it. */
const onPage = ({ user, password = "" }: Caller): Question => ({
  method: "POST",
  path: "/api/session",
  type: "application/json",
  body: JSON.stringify({ user, password }),
});

/** @see RFC 9110, section 15.5.2; RFC 6585, section 4: 429 is too many */
function meaningOf(status: number): Knock["answer"] {
  if (status >= 200 && status < 300) return "accepted";
  return status === 401 || status === 429 ? "refused" : "unclear";
}
