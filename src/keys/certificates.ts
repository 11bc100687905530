/**
 * The stack's own certificate authority and the servers' certificates: ECDSA P-256, SHA-256.
 * The library is loaded only when something has to be made: a run that finds all its keys does not wait for it.
 */
import { randomBytes, webcrypto, X509Certificate } from "node:crypto";

export interface KeyPair {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly key: string;
}

export interface Names {
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
}

const dayMs = 86_400_000;
const authorityDays = 3650;
/** What browsers and OpenSSL-based clients accept at most for a server. @see CA/Browser Forum Baseline Requirements, section 6.3.2 */
const serverDays = 397;
/** A certificate is made anew when it has less than this left. */
const renewDays = 30;
/** Begins a little before now, since the clocks of a stack's machines differ. */
const skewMs = 3_600_000;

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

export async function makeAuthority(name: string, nowMs: number): Promise<KeyPair> {
  const x509 = await library();
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: [{ CN: [`Edgeward CA of ${name}`] }],
    notBefore: new Date(nowMs - skewMs),
    notAfter: new Date(nowMs + authorityDays * dayMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: `${certificate.toString("pem")}\n`, key: await exported(keys.privateKey) };
}

export async function makeServer(authority: KeyPair, names: Names, nowMs: number): Promise<KeyPair> {
  const x509 = await library();
  const issuer = new x509.X509Certificate(authority.certificate);
  const signingKey = await webcrypto.subtle.importKey("pkcs8", pemBytes(authority.key), algorithm, false, ["sign"]);
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const end = Math.min(nowMs + serverDays * dayMs, issuer.notAfter.getTime());
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: [{ CN: [names.dnsNames[0] ?? "edgeward"] }],
    issuer: issuer.subjectName,
    notBefore: new Date(nowMs - skewMs),
    notAfter: new Date(end),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...names.dnsNames.map((value) => ({ type: "dns" as const, value })),
        ...names.ipAddresses.map((value) => ({ type: "ip" as const, value })),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: `${certificate.toString("pem")}\n`, key: await exported(keys.privateKey) };
}

/**
 * Whether a certificate still serves: signed by this authority, for all these names, and not about to expire. One from the future serves:
 * a machine without a battery starts in 1970, and must not throw its keys away before its clock is set.
 */
export function stillServes(pair: KeyPair, authority: KeyPair, names: Names, nowMs: number): boolean {
  const certificate = new X509Certificate(pair.certificate);
  return (
    certificate.verify(new X509Certificate(authority.certificate).publicKey) &&
    names.dnsNames.every((name) => certificate.checkHost(name) !== undefined) &&
    names.ipAddresses.every((address) => certificate.checkIP(address) !== undefined) &&
    Date.parse(certificate.validTo) - nowMs > renewDays * dayMs
  );
}

export function authorityServes(authority: KeyPair, nowMs: number): boolean {
  const certificate = new X509Certificate(authority.certificate);
  return Date.parse(certificate.validTo) - nowMs > renewDays * dayMs;
}

async function library() {
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  x509.cryptoProvider.set(webcrypto);
  return x509;
}

/** 16 random bytes, positive and not zero in front. @see RFC 5280, section 4.1.2.2 */
function serial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString("hex");
}

async function exported(key: webcrypto.CryptoKey): Promise<string> {
  const bytes = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", key));
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN PRIVATE KEY-----", ...lines, "-----END PRIVATE KEY-----", ""].join("\n");
}

function pemBytes(pem: string): Buffer {
  return Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ""), "base64");
}
