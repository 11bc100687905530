import { request } from "node:https";
import { isIP } from "node:net";
import { checkServerIdentity } from "node:tls";
import type { Endpoint, Login } from "./probe.ts";
import { attemptMs, within } from "./within.ts";
import { reasonOf } from "./words.ts";

export interface Question {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Query parameters; of a POST too. Never a real password: servers log them. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Media type of the body, where the server asks for one. */
  readonly type?: string;
  /** HTTP Basic, RFC 7617; absent means anonymous. */
  readonly login?: Login;
}

export type Answer =
  | { readonly answered: true; readonly status: number; readonly body: string }
  | { readonly answered: false; readonly text: string };

/** What is read of an answer, in bytes: enough for every message of ours, and no gift to a server that never ends. */
const bodyLimitBytes = 65_536;

/**
 * Asks an HTTPS server one thing over a connection of its own, so that nobody profits from another's login.
 * @param ca PEM of the only CA that is trusted
 * @throws only the signal's reason; whatever else happens is an answer
 */
export async function ask(endpoint: Endpoint, ca: string, question: Question, signal: AbortSignal): Promise<Answer> {
  try {
    return await within(endpoint.patienceMs ?? attemptMs, signal, (ours) => send(endpoint, ca, question, ours));
  } catch (error) {
    signal.throwIfAborted();
    return { answered: false, text: reasonOf(error) };
  }
}

function send(endpoint: Endpoint, ca: string, question: Question, signal: AbortSignal): Promise<Answer> {
  const { host, port, serverName } = endpoint;
  const { method, path, query = {}, body = "", type, login } = question;
  const parameters = new URLSearchParams(query).toString();
  return new Promise((resolve, reject) => {
    const asked = request({
      host,
      port,
      method,
      path: parameters ? `${path}?${parameters}` : path,
      ca,
      minVersion: "TLSv1.2",
      ...(isIP(serverName) ? {} : { servername: serverName }),
      checkServerIdentity: (_, certificate) => checkServerIdentity(serverName, certificate),
      agent: false,
      signal,
      headers: {
        ...(method === "POST" ? { "content-length": Buffer.byteLength(body) } : {}),
        ...(type === undefined ? {} : { "content-type": type }),
        ...(login
          ? { authorization: `Basic ${Buffer.from(`${login.user}:${login.password}`).toString("base64")}` }
          : {}),
      },
    });
    asked.once("error", reject);
    asked.once("response", (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      const done = () => {
        const text = Buffer.concat(chunks).subarray(0, bodyLimitBytes).toString();
        resolve({ answered: true, status: response.statusCode ?? 0, body: text });
        asked.destroy();
      };
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length > bodyLimitBytes) done();
      });
      response.once("end", done);
      response.once("error", reject);
    });
    asked.end(body);
  });
}
