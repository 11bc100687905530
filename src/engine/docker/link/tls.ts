/** TCP with TLS, both sides by certificate. There is none without: an engine that is open on a network is root for everybody. */
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import { connect, createSecureContext, type SecureContext } from "node:tls";
import { Fault } from "../../../model/fault.ts";
import { aliveMs, type Link } from "./link.ts";

/** @param certificates directory of ca.pem, cert.pem and key.pem @throws Fault "certificate" */
export async function tlsLink(host: string, port: number, certificates: string): Promise<Link> {
  const ca = await pem(certificates, "ca.pem");
  const cert = await pem(certificates, "cert.pem");
  const key = await pem(certificates, "key.pem");
  const secureContext = contextOf(certificates, { ca, cert, key });
  return {
    open() {
      const servername = isIP(host) ? "" : host;
      const socket = connect({ host, port, secureContext, servername, rejectUnauthorized: true });
      return socket.setKeepAlive(true, aliveMs).setNoDelay(true);
    },
    most: 16,
    async [Symbol.asyncDispose]() {},
  };
}

async function pem(directory: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(directory, name));
  } catch (cause) {
    throw new Fault(
      "certificate",
      `${join(directory, name)} cannot be read: an engine on tcp:// is reached with a client certificate only, since one that is open is root for everybody on its network`,
      "Put ca.pem, cert.pem and key.pem there, name their directory in DOCKER_CERT_PATH, or write ssh://user@host.",
      { cause },
    );
  }
}

function contextOf(directory: string, pems: Readonly<Record<"ca" | "cert" | "key", Buffer>>): SecureContext {
  try {
    return createSecureContext({ ...pems, minVersion: "TLSv1.2" });
  } catch (cause) {
    const what = `the certificates in ${directory} cannot be used: ${(cause as Error).message}`;
    throw new Fault("certificate", what, "See that key.pem is the key of cert.pem, and without a passphrase.", {
      cause,
    });
  }
}
