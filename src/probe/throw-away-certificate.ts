import { generateKeyPairSync, sign } from "node:crypto";

export interface KeyPair {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly key: string;
}

const ecdsaWithSha256 = tlv(0x06, Buffer.from("2a8648ce3d040302", "hex"));
const commonName = tlv(0x06, Buffer.from("550403", "hex"));
const hourMs = 3_600_000;

/**
 * A certificate that signs itself and that nobody else trusts: ECDSA P-256, two hours long. Written by hand since a library for it
 * takes longer to load than all probes take to look.
 * @param nowMs milliseconds since the epoch, in the middle of its life
 * @see RFC 5280, section 4.1, version 1: no extensions
 */
export function throwAwayCertificate(nowMs: number): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = tlv(0x30, ecdsaWithSha256);
  const name = tlv(0x30, tlv(0x31, tlv(0x30, commonName, tlv(0x0c, Buffer.from("edgeward probe")))));
  const validity = tlv(0x30, timeOf(nowMs - hourMs), timeOf(nowMs + hourMs));
  const serial = tlv(0x02, Buffer.from([1]));
  const signed = tlv(0x30, serial, algorithm, name, validity, name, publicKey.export({ type: "spki", format: "der" }));
  const signature = tlv(0x03, Buffer.from([0]), sign("sha256", signed, privateKey));
  const body =
    tlv(0x30, signed, algorithm, signature)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${body.join("\n")}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** One value in DER, X.690 section 8.1; up to 65,535 bytes. */
function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const short = body.length < 0x80;
  const long = body.length < 0x100 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...(short ? [body.length] : long)]), body]);
}

/** GeneralizedTime, to the second. */
function timeOf(ms: number): Buffer {
  const text = new Date(ms).toISOString().replaceAll(/[-T:]|\.\d+/g, "");
  return tlv(0x18, Buffer.from(text));
}
