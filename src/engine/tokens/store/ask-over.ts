/** HTTP over a connection that somebody else opens: one connection for one request. */
import { type RequestOptions, request } from "node:http";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import type { AskStore, StoreAnswer } from "./store-api.ts";

export interface StoreDoor {
  /** As the request's `Host`, and as the name that a certificate is held against. */
  readonly host: string;
  readonly port: number;
  /** Absent: clear text, inside the network of the store alone. PEM of the CAs to trust; empty: those of this machine. */
  readonly tls?: { readonly ca: string };
  /** A connection to that port. */
  open(signal: AbortSignal): Promise<Duplex>;
}

/** Bytes; no answer about a token is as long. */
const longest = 256 * 1024;
const patienceMs = 20_000;
/** @see OpenSSL, X509_verify_cert_error_string, by Node's names; ERR_TLS_CERT_ALTNAME_INVALID */
const aboutCertificates = /CERT|SIGNATURE|ISSUER|ALTNAME/;

export function askOver(door: StoreDoor): AskStore {
  return async ({ method, path, token, body }, signal) => {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    const raw = await door.open(patience);
    try {
      const stream = door.tls ? await secured(raw, door, patience) : raw;
      const text = body === undefined ? undefined : JSON.stringify(body);
      return await answered(
        {
          method,
          path,
          host: door.host,
          port: door.port,
          createConnection: () => stream,
          signal: patience,
          headers: {
            connection: "close",
            ...(token !== undefined && { "x-vault-token": token }),
            ...(text !== undefined && {
              "content-type": "application/json",
              "content-length": Buffer.byteLength(text),
            }),
          },
        },
        text,
      );
    } catch (error) {
      signal.throwIfAborted();
      // The error of a request may carry the request: only its code is passed on.
      const code = (error as NodeJS.ErrnoException | undefined)?.code ?? (patience.aborted ? "no answer in time" : "");
      if (door.tls && aboutCertificates.test(code)) {
        const remedy = "nothing was sent to it; --store-ca names the CA that it is held against";
        throw new Error(
          `the certificate of the store at ${door.host}:${door.port} is not to be trusted (${code}): ${remedy}`,
        );
      }
      throw new Error(`the store at ${door.host}:${door.port} did not answer${code ? ` (${code})` : ""}`);
    } finally {
      raw.destroy();
    }
  };
}

function secured(raw: Duplex, { host, tls }: StoreDoor, signal: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const stream = connectTls({ socket: raw, servername: host, ...(tls?.ca && { ca: tls.ca }) });
    stream.once("secureConnect", () => resolve(stream));
    stream.once("error", reject);
    stream.once("close", () => reject(new Error("closed")));
    // Not at once: what the stream itself has against the other side says more.
    raw.once("close", () => setImmediate(() => stream.destroy(new Error("closed"))));
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

function answered(options: RequestOptions, text: string | undefined): Promise<StoreAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request(options, (answer) => {
      const parts: Buffer[] = [];
      let length = 0;
      answer.on("data", (part: Buffer) => {
        parts.push(part);
        length += part.length;
        if (length > longest) answer.destroy(new Error("too long"));
      });
      answer.once("error", reject);
      answer.once("end", () =>
        resolve({ status: answer.statusCode ?? 0, body: parsed(Buffer.concat(parts).toString("utf8")) }),
      );
    });
    asked.once("error", reject);
    asked.end(text);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
