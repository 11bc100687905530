import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const day = 24 * 60 * 60 * 1000;

export interface Issued {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
}

export interface Authority {
  /** PEM. */
  readonly ca: string;
  issue(names: readonly string[], validity?: { readonly from: number; readonly to: number }): Promise<Issued>;
}

/** A certificate authority for one test. Times are in milliseconds since the epoch. */
export async function anAuthority(): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const validity = { from: Date.now() - day, to: Date.now() + day };
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=a test's CA",
    serialNumber: "01",
    notBefore: new Date(validity.from),
    notAfter: new Date(validity.to),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  let serial = 1;
  return {
    ca: ca.toString("pem"),
    async issue(names, { from, to } = validity) {
      const own = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
      const certificate = await x509.X509CertificateGenerator.create({
        subject: "CN=a test's server",
        issuer: ca.subject,
        serialNumber: `0${++serial}`,
        notBefore: new Date(from),
        notAfter: new Date(to),
        signingAlgorithm: algorithm,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        extensions: [
          new x509.SubjectAlternativeNameExtension(
            names.map((name) => ({ type: /^[\d.]+$/.test(name) ? "ip" : "dns", value: name })),
          ),
        ],
      });
      const key = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", own.privateKey));
      return { certificate: certificate.toString("pem"), key: x509.PemConverter.encode(key, "PRIVATE KEY") };
    },
  };
}
