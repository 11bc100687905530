/** Whether a server's certificates would satisfy a careful client at a given time. Pure. */
import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";

export interface ChainView {
  /** What is wrong, in words; empty when nothing is. */
  readonly faults: readonly string[];
  /** Days until the first certificate of the chain expires; negative when one has. */
  readonly daysLeft: number;
}

const dayMs = 86_400_000;

/**
 * Follows the chain from the server's own certificate to one of ours. OpenSSL's own judgement looks at the machine's clock, which
 * a box without a battery gets wrong; here the time is given.
 * @param chain DER or PEM, the server's own certificate first, as it sent them
 * @param ca PEM of the trusted certificates
 * @param nowMs milliseconds since the epoch
 * @see RFC 5280, section 6; RFC 9525, section 6.3: the subject's common name is not a name
 */
export function viewChain(
  chain: readonly (Buffer | string)[],
  ca: string,
  serverName: string,
  nowMs: number,
): ChainView {
  const certificates = chain.map((one) => new X509Certificate(one));
  const [own, ...others] = certificates;
  if (!own) return { faults: ["the server sent no certificate"], daysLeft: 0 };
  const path = pathOf(own, others, certificatesIn(ca));
  const faults = path.trusted ? [] : ["it was not issued by the stack's CA"];
  const named = isIP(serverName) ? own.checkIP(serverName) : own.checkHost(serverName, { subject: "never" });
  if (named === undefined) faults.push(`it is not for ${serverName}`);
  for (const one of path.certificates) {
    const whose = one === own ? "it" : "its issuer's certificate";
    if (nowMs < Date.parse(one.validFrom)) faults.push(`${whose} is not valid before ${one.validFrom}`);
    if (nowMs > Date.parse(one.validTo)) faults.push(`${whose} expired on ${one.validTo}`);
  }
  const ends = Math.min(...path.certificates.map((one) => Date.parse(one.validTo)));
  return { faults, daysLeft: (ends - nowMs) / dayMs };
}

function pathOf(own: X509Certificate, others: readonly X509Certificate[], trusted: readonly X509Certificate[]) {
  const certificates = [own];
  let last = own;
  while (certificates.length <= others.length + 1) {
    const issuedBy = (issuer: X509Certificate) =>
      issuer.ca && last.checkIssued(issuer) && last.verify(issuer.publicKey);
    const anchor = trusted.find(issuedBy);
    if (anchor) return { certificates: [...certificates, anchor], trusted: true };
    const next = others.find((one) => !certificates.includes(one) && issuedBy(one));
    if (!next) break;
    certificates.push(next);
    last = next;
  }
  return { certificates, trusted: false };
}

function certificatesIn(pem: string): readonly X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}
