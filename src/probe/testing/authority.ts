import "reflect-metadata";
import { randomBytes, webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

interface Issued {
  readonly certificate: string;
  readonly key: string;
}

export interface Wish {
  readonly dns?: readonly string[];
  readonly ips?: readonly string[];
  /** Leaves `dns[0]` as common name alone, with no subject alternative name. */
  readonly commonNameOnly?: boolean;
  /** Milliseconds since the epoch. */
  readonly from?: number;
  readonly until?: number;
  /** Extended key usage clientAuth in place of serverAuth. */
  readonly forClients?: boolean;
}

export interface Authority {
  /** PEM. */
  readonly ca: string;
  issue(wish: Wish): Promise<Issued>;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
export const dayMs = 86_400_000;

/** A CA that lives for one test, and makes certificates as wrong as the test wants them. */
export async function makeAuthority(name = "Test CA"): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const root = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: [{ CN: [name] }],
    notBefore: new Date(Date.now() - 400 * dayMs),
    notAfter: new Date(Date.now() + 3650 * dayMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [new BasicConstraintsExtension(true, 1, true)],
  });
  return {
    ca: `${root.toString("pem")}\n`,
    async issue({ dns = ["localhost"], ips = ["127.0.0.1"], from, until, forClients, commonNameOnly }) {
      const own = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
      const certificate = await X509CertificateGenerator.create({
        serialNumber: serial(),
        subject: [{ CN: [dns[0] ?? "nobody"] }],
        issuer: root.subjectName,
        notBefore: new Date(from ?? Date.now() - dayMs),
        notAfter: new Date(until ?? Date.now() + 365.5 * dayMs),
        signingAlgorithm: algorithm,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        extensions: [
          new BasicConstraintsExtension(false, undefined, true),
          new ExtendedKeyUsageExtension([forClients ? ExtendedKeyUsage.clientAuth : ExtendedKeyUsage.serverAuth]),
          ...(commonNameOnly ? [] : [alternativeNames(dns, ips)]),
        ],
      });
      const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", own.privateKey));
      const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
      const key = `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`;
      return { certificate: `${certificate.toString("pem")}\n`, key };
    },
  };
}

const serial = (): string => `01${randomBytes(8).toString("hex")}`;

function alternativeNames(dns: readonly string[], ips: readonly string[]): SubjectAlternativeNameExtension {
  return new SubjectAlternativeNameExtension([
    ...dns.map((value) => ({ type: "dns" as const, value })),
    ...ips.map((value) => ({ type: "ip" as const, value })),
  ]);
}
