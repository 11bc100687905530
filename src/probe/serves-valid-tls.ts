import type { PeerCertificate, TLSSocket } from "node:tls";
import { type ChainView, viewChain } from "./chain.ts";
import { type Offer, offer, oldVersions, startOldServer } from "./old-tls.ts";
import { openTls } from "./open-socket.ts";
import type { Endpoint, Observation, Probe, Scene } from "./probe.ts";
import { attemptMs, within } from "./within.ts";
import { few, reasonOf } from "./words.ts";

/** Less than this and there is no time left for a person to act. */
const failDays = 7;
/** Less than this and it is worth a word. */
const noteDays = 30;

/**
 * Controls: the server completes a handshake with a current version; the client that offers the old ones reaches a server of our
 * own with each; and a client that trusts another CA does not trust this server, so that trust means something.
 */
export const servesValidTls: Probe = {
  id: "serves-valid-tls",
  claim: "TLS 1.2 or newer only, with a valid certificate of the stack's own CA for the service's name",
  async look(scene, signal) {
    const ours = (scene.dashboards ?? []).filter(({ ownCertificate }) => !ownCertificate);
    const servers = [...scene.brokers, ...scene.databases, ...ours];
    if (servers.length === 0) return [];
    await using old = await startOldServer(scene.now());
    const able = await Promise.all(oldVersions.map((version) => offer(old.endpoint, version, signal)));
    return await Promise.all(
      servers.map(async ({ service, endpoint }) => {
        const seen = await handshake(endpoint, scene, old.certificate, signal);
        const offers = await Promise.all(oldVersions.map((version) => offer(endpoint, version, signal)));
        return { service, ...judgeTls(seen, offers, able) };
      }),
    );
  },
};

/** What clients of today see, or why they see nothing. */
export type Handshake =
  | {
      readonly protocol: string;
      readonly chain: ChainView;
      /** Whether a client that trusts another CA was satisfied too. */
      readonly pleasesAnybody: boolean;
    }
  | { readonly unreachable: string };

/** What `viewChain` judges by the given time and by RFC 9525; every other objection of OpenSSL's counts as it is. */
const judgedElsewhere = ["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID", "ERR_TLS_CERT_ALTNAME_INVALID"];

async function handshake(endpoint: Endpoint, scene: Scene, otherCa: string, signal: AbortSignal): Promise<Handshake> {
  const open = (ca: string) =>
    within(endpoint.patienceMs ?? attemptMs, signal, (ours) =>
      openTls(endpoint, { ca, minVersion: "TLSv1.2", rejectUnauthorized: false }, ours),
    );
  try {
    const socket = await open(scene.ca);
    const protocol = socket.getProtocol() ?? "TLS";
    const view = viewChain(chainOf(socket), scene.ca, endpoint.serverName, scene.now());
    const objection = socket.authorized ? "" : codeOf(socket.authorizationError);
    socket.destroy();
    const others = objection && !judgedElsewhere.includes(objection) && view.faults.length === 0;
    const chain = others ? { ...view, faults: [`OpenSSL objects: ${objection}`] } : view;
    const stranger = await open(otherCa);
    const pleasesAnybody = stranger.authorized;
    stranger.destroy();
    return { protocol, chain, pleasesAnybody };
  } catch (error) {
    signal.throwIfAborted();
    return { unreachable: reasonOf(error) };
  }
}

/** An Error by its type, a code in practice. */
const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);

/** As the server sent it; Node links a self-signed certificate to itself. */
function chainOf(socket: TLSSocket): readonly Buffer[] {
  const chain: Buffer[] = [];
  let one: Partial<PeerCertificate & { issuerCertificate: PeerCertificate }> | undefined =
    socket.getPeerCertificate(true);
  while (one?.raw && !chain.some((seen) => one?.raw && seen.equals(one.raw))) {
    chain.push(one.raw);
    one = one.issuerCertificate;
  }
  return chain;
}

/**
 * @param offers what the server said to each of the old versions
 * @param able what our own old server said to them: the control
 */
export function judgeTls(
  seen: Handshake,
  offers: readonly Offer[],
  able: readonly Offer[],
): Omit<Observation, "service"> {
  const accepted = oldVersions
    .filter((_, i) => offers[i]?.answer === "accepted")
    .map((version) => `${version} is accepted`);
  if ("unreachable" in seen)
    return accepted.length > 0
      ? { verdict: "fail", evidence: few([...accepted, `TLS 1.2 is not (${seen.unreachable})`]), remedy: renew }
      : { verdict: "unknown", evidence: `control: no TLS handshake: ${seen.unreachable}`, remedy: again };
  const { daysLeft } = seen.chain;
  const soon = daysLeft > 0 && daysLeft < failDays ? [`its certificate expires in ${Math.floor(daysLeft)} days`] : [];
  const wrong = [...seen.chain.faults, ...soon, ...accepted];
  if (wrong.length > 0) return { verdict: "fail", evidence: few(wrong), remedy: renew };
  if (seen.pleasesAnybody)
    return {
      verdict: "unknown",
      evidence: "control: a client that trusts another CA was satisfied too",
      remedy: again,
    };
  const unable = oldVersions.filter((_, i) => able[i]?.answer !== "accepted");
  if (unable.length > 0)
    return {
      verdict: "unknown",
      evidence: `control: this machine's OpenSSL cannot offer ${few(unable)} (${able.find((one) => one.answer !== "accepted")?.text})`,
      remedy: "Run `edgeward verify` on a machine whose crypto policy allows old versions at security level 0.",
    };
  const unclear = offers.find((one) => one.answer !== "refused");
  if (unclear)
    return { verdict: "unknown", evidence: `no clear answer to an old version: ${unclear.text}`, remedy: again };
  const note = daysLeft < noteDays ? "; renew it soon" : "";
  return {
    verdict: "pass",
    evidence:
      `${seen.protocol}, certificate of our CA for its name, ${Math.floor(daysLeft)} days left${note}; TLS 1.0 and 1.1 refused; ` +
      "control: a server that takes them was reached with both, and a client that trusts another CA refused this one",
  };
}

const renew =
  "Run `edgeward up` again: it renews certificates that are wrong or about to expire, and takes TLS 1.2 and newer only.";
const again = "See that the server is up (`edgeward ps`), then run `edgeward verify` again.";
