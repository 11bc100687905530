import type { AddressInfo } from "node:net";
import { createServer, type SecureVersion, type Server } from "node:tls";
import { openTls } from "./open-socket.ts";
import type { Endpoint } from "./probe.ts";
import { throwAwayCertificate } from "./throw-away-certificate.ts";
import { attemptMs, within } from "./within.ts";
import { reasonOf } from "./words.ts";

/** RFC 8996 forbids both. */
export const oldVersions = ["TLSv1", "TLSv1.1"] as const satisfies readonly SecureVersion[];
export type OldVersion = (typeof oldVersions)[number];

/** OpenSSL 3 offers TLS 1.0 and 1.1, whose signatures are SHA-1, at security level 0 only. */
const ciphers = "ALL:@SECLEVEL=0";

export interface Offer {
  readonly answer: "accepted" | "refused" | "unclear";
  readonly text: string;
}

/**
 * Offers one old version of TLS and no other.
 * @throws only the signal's reason
 */
export async function offer(endpoint: Endpoint, version: OldVersion, signal: AbortSignal): Promise<Offer> {
  const options = { minVersion: version, maxVersion: version, ciphers, rejectUnauthorized: false };
  try {
    const socket = await within(endpoint.patienceMs ?? attemptMs, signal, (ours) => openTls(endpoint, options, ours));
    const text = socket.getProtocol() ?? version;
    socket.destroy();
    return { answer: "accepted", text };
  } catch (error) {
    signal.throwIfAborted();
    return { answer: isRefusal(error) ? "refused" : "unclear", text: reasonOf(error) };
  }
}

/** The server said no in TLS, or hung up: a server that is not there, or silent, says neither. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return (
    code === "ECONNRESET" || /^ERR_SSL_.*(ALERT|UNSUPPORTED_PROTOCOL)/.test(code) || error.message.includes("closed")
  );
}

/** A server of our own that takes old versions only, to show that we are able to offer them. */
export interface OldServer extends AsyncDisposable {
  readonly endpoint: Endpoint;
  /** PEM of a certificate that nobody else trusts. */
  readonly certificate: string;
}

/** @returns a server on a free loopback port, with a certificate of its own that lasts an hour */
export async function startOldServer(nowMs: number): Promise<OldServer> {
  const { certificate, key } = throwAwayCertificate(nowMs);
  const server: Server = createServer(
    { cert: certificate, key, minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers },
    (socket) => socket.on("error", () => {}).end(),
  );
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: { host: "127.0.0.1", port, serverName: "localhost" },
    certificate,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
