/** What a dashboard shows to whoever has not signed in: its page, and nothing of what is in the database. */
import { ask } from "./ask.ts";
import { atMost, atOnceTo } from "./at-most.ts";
import { shownPath } from "./dashboard-door.ts";
import { tryAgain } from "./locked-out.ts";
import type { DashboardScene, Observation, Scene } from "./probe.ts";
import { few } from "./words.ts";

/** Each asks for data of its own. */
const dataPaths = [shownPath, "/api/latest", "/api/history", "/api/session/", "/api/", "/api"];
const openPaths = ["/", "/healthz", "/metrics", "/query?q=SHOW+MEASUREMENTS", "/debug/vars"];
/** Names of measurements that may stand in any page, and would prove nothing. */
const words =
  /^(.{0,3}|body|class|console|content|data|edgeward|head|host|html|icon|link|main|meta|module|name|page|password|root|script|sign|style|system|title|user|utf-8|width)$/i;

/**
 * Control: who signs in is told names of measurements. Without any there is nothing to find, and the evidence says so.
 * @throws only the signal's reason
 */
export async function showsNothing(
  { service, endpoint, identities }: DashboardScene,
  { ca, login }: Scene,
  signal: AbortSignal,
): Promise<Observation> {
  const open = (paths: readonly string[]) =>
    atMost(atOnceTo(endpoint), paths, async (path) => ({
      path,
      answer: await ask(endpoint, ca, { method: "GET", path }, signal),
    }));
  const [friend] = identities;
  const own = friend && (await login(friend).catch(() => undefined));
  const shown = own && (await ask(endpoint, ca, { method: "GET", path: shownPath, login: own }, signal));
  if (!shown?.answered || shown.status !== 200) {
    const why = shown && (shown.answered ? `HTTP ${shown.status}` : shown.text);
    return {
      service,
      verdict: "unknown",
      evidence: `control: ${shownPath}: ${why ?? "no password"}`,
      remedy: tryAgain,
    };
  }
  const names = namesIn(shown.body);
  const wrong: string[] = [];
  const unclear: string[] = [];
  for (const { path, answer } of await open(dataPaths)) {
    if (!answer.answered) unclear.push(`${path}: ${answer.text}`);
    else if (answer.status < 400) wrong.push(`${path} answers ${answer.status}`);
    else if (answer.status !== 401 && answer.status !== 404) unclear.push(`${path}: HTTP ${answer.status}`);
  }
  for (const { path, answer } of await open(openPaths)) {
    if (!answer.answered) unclear.push(`${path}: ${answer.text}`);
    else {
      const told = names.filter((name) => isIn(answer.body, name));
      if (told.length > 0) wrong.push(`${path} shows ${few(told)}`);
    }
  }
  if (wrong.length > 0) return { service, verdict: "fail", evidence: `to a stranger ${few(wrong)}`, remedy: closeIt };
  if (unclear.length > 0) return { service, verdict: "unknown", evidence: few(unclear), remedy: tryAgain };
  const of = names.length === 0 ? "there are none to find" : `none of ${names.length} that are shown after signing in`;
  const evidence = `${dataPaths.length + openPaths.length} pages show no measurement to a stranger (${of})`;
  return { service, verdict: "pass", evidence };
}

/** Names of measurements; whatever else the answer holds. */
function namesIn(body: string): readonly string[] {
  try {
    const { measurements } = JSON.parse(body) as { readonly measurements?: readonly { readonly name?: unknown }[] };
    const names = (measurements ?? []).map(({ name }) => String(name));
    return names.filter((name) => !words.test(name));
  } catch {
    return [];
  }
}

/** As a word of its own. */
const isIn = (text: string, name: string): boolean =>
  new RegExp(`(^|[^\\w-])${name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}($|[^\\w-])`).test(text);

const closeIt =
  "Use the image of this version of Edgeward, and nothing before it that signs in by itself; then run `edgeward up` again.";
