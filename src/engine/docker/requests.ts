/** Requests to an engine over connections that are kept: one over ssh costs most of a second. */
import { setMaxListeners } from "node:events";
import {
  Agent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestOptions,
  request,
} from "node:http";
import { Duplex, PassThrough, type Readable } from "node:stream";
import { Fault } from "../../model/fault.ts";
import { type Asked, EngineRefusal, type Method } from "./docker.ts";
import type { Link } from "./link/link.ts";
import { unreachable } from "./unreachable.ts";

/** Bytes of an answer that is held whole; none that we ask for comes near. */
const longestAnswer = 64 * 1024 * 1024;
/** Milliseconds that a connection is kept unused: less than the five minutes after which an engine closes it. */
const idleMs = 120_000;

type Opener = { createConnection: () => Duplex };

export class Requests implements AsyncDisposable {
  readonly #address: string;
  readonly #link: Link;
  /** Short questions share few connections; a stream takes one for as long as it lasts, and must not keep a question waiting. */
  readonly #short: Agent;
  readonly #long: Agent;
  readonly #open = new Set<{ destroy(error?: Error): unknown }>();
  #closed = false;

  constructor(address: string, link: Link) {
    this.#address = address;
    this.#link = link;
    const kept = { keepAlive: true, timeout: idleMs, scheduling: "lifo" } as const;
    this.#short = new Agent({ ...kept, maxSockets: link.most, maxFreeSockets: link.most });
    this.#long = new Agent({ ...kept, maxFreeSockets: 1 });
    for (const agent of [this.#short, this.#long] as unknown as Opener[]) agent.createConnection = () => this.#opened();
  }

  /** @returns undefined for an empty answer @throws EngineRefusal, Fault "unreachable", or the signal's reason */
  async ask(method: Method, path: string, asked: Asked = {}): Promise<unknown> {
    const { text } = await this.#whole(method, path, asked);
    if (text.trim() === "" || method === "HEAD") return undefined;
    try {
      return JSON.parse(text);
    } catch {
      throw unreachable(this.#address, { code: "HPE_NO_JSON" });
    }
  }

  /** What stands above an answer, whatever is in it. @throws as `ask` does */
  async heading(path: string, asked: Asked = {}): Promise<IncomingHttpHeaders> {
    return (await this.#whole("GET", path, asked)).headers;
  }

  async #whole(method: Method, path: string, asked: Asked) {
    for (let again = false; ; again = true) {
      const sent = this.#send(this.#short, method, path, asked);
      try {
        const answer = await sent.answer;
        const text = (await whole(answer, longestAnswer)).toString("utf8");
        refuse(answer, text);
        return { headers: answer.headers, text };
      } catch (error) {
        // The engine closed a kept connection just as we took it: what changes nothing is asked once more, on a new one.
        if (!again && method === "GET" && sent.request.reusedSocket && broke(error)) continue;
        throw this.#told(error, asked);
      } finally {
        sent.done();
      }
    }
  }

  /** @throws as `ask` does; what goes wrong later is the stream's own error */
  async stream(method: Method, path: string, asked: Asked = {}): Promise<Readable> {
    const sent = this.#send(this.#long, method, path, asked);
    try {
      const answer = await sent.answer;
      if ((answer.statusCode ?? 0) >= 300) refuse(answer, (await whole(answer, longestAnswer)).toString("utf8"));
      const out = new PassThrough();
      answer.once("error", (error) => out.destroy(this.#told(error, asked) as Error));
      out.once("close", () => {
        sent.done();
        if (!answer.complete) answer.destroy();
      });
      return answer.pipe(out);
    } catch (error) {
      sent.done();
      throw this.#told(error, asked);
    }
  }

  /** A connection of its own, which the answer turns into one without HTTP. @throws as `ask` does */
  async hijack(path: string, asked: Asked = {}): Promise<Duplex> {
    const upgrade = { ...asked, headers: { ...asked.headers, Connection: "Upgrade", Upgrade: "tcp" } };
    const sent = this.#send(undefined, "POST", path, upgrade);
    try {
      const socket = await taken(sent.request, sent.answer);
      const { signal } = asked;
      const stop = () => void socket.destroy(signal?.reason);
      signal?.addEventListener("abort", stop, { once: true });
      socket.once("close", () => {
        signal?.removeEventListener("abort", stop);
        sent.done();
      });
      return socket;
    } catch (error) {
      sent.done();
      sent.request.destroy();
      throw this.#told(error, asked);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const agent of [this.#short, this.#long]) agent.destroy();
    for (const one of [...this.#open]) one.destroy();
    await this.#link[Symbol.asyncDispose]();
  }

  #opened(): Duplex {
    if (this.#closed) throw new Fault("unreachable", `${this.#address}: this connection was closed`, "Run this again.");
    const socket = this.#link.open();
    this.#open.add(socket);
    socket.once("close", () => this.#open.delete(socket));
    return socket;
  }

  #send(agent: Agent | undefined, method: Method, path: string, { query, body, headers, signal }: Asked) {
    signal?.throwIfAborted();
    const json = body === undefined || isStream(body) ? undefined : Buffer.from(JSON.stringify(body));
    const options: RequestOptions = {
      method,
      path: path + searched(query),
      host: "docker",
      headers: {
        Host: "docker",
        ...(json && { "Content-Type": "application/json", "Content-Length": json.length }),
        ...(body && !json && { "Content-Type": "application/x-tar" }),
        ...(!body && method !== "GET" && method !== "HEAD" && { "Content-Length": 0 }),
        ...headers,
      },
      ...(agent ? { agent } : { createConnection: () => this.#opened() as never }),
    };
    const sent = request(options);
    // Many questions may hang on one signal: no leak.
    if (signal) setMaxListeners(0, signal);
    const stop = () => void sent.destroy(signal?.reason);
    signal?.addEventListener("abort", stop, { once: true });
    const source = body && isStream(body) ? body : undefined;
    return {
      request: sent,
      answer: answerTo(sent, json, source, signal),
      done: () => {
        signal?.removeEventListener("abort", stop);
        source?.destroy();
        // Else its connection would wait for the rest of a body that nobody sends any more.
        if (source && !sent.writableFinished) sent.destroy();
      },
    };
  }

  #told(error: unknown, { signal }: Asked): unknown {
    if (signal?.aborted) return signal.reason;
    if (error instanceof EngineRefusal || error instanceof Fault) return error;
    return unreachable(this.#address, error);
  }
}

/** An engine that was not told of the upgrade, by what is in between, answers 200 and goes on as if it had been. */
function taken(sent: ClientRequest, answered: Promise<IncomingMessage>): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    sent.once("upgrade", (_answer, socket: Duplex, head: Buffer) => {
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    answered
      .then(async (answer) => {
        if (answer.statusCode === 200) return resolve(Duplex.from({ readable: answer, writable: answer.socket }));
        refuse(answer, (await whole(answer, longestAnswer)).toString("utf8"));
        throw new EngineRefusal(answer.statusCode ?? 0, "the engine did not hand over the connection");
      })
      .catch(reject);
  });
}

function answerTo(
  sent: ClientRequest,
  json: Buffer | undefined,
  source: Readable | undefined,
  signal: AbortSignal | undefined,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // Also where a body is still on its way: an engine refuses before it has read all.
    sent.once("response", (answer) => {
      const stop = () => void answer.destroy(signal?.reason);
      signal?.addEventListener("abort", stop, { once: true });
      answer.once("close", () => signal?.removeEventListener("abort", stop));
      resolve(answer);
    });
    sent.on("error", reject);
    source?.once("error", (error) => void sent.destroy(error));
    if (source) source.pipe(sent);
    else sent.end(json);
  });
}

/** @throws when it is cut, or more than that many bytes */
async function whole(answer: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    parts.push(part);
    length += part.length;
    if (length > limitBytes) throw new Error(`an answer of more than ${limitBytes} bytes`);
  }
  return Buffer.concat(parts);
}

/** @throws EngineRefusal with the engine's own words */
function refuse({ statusCode = 0, statusMessage }: IncomingMessage, text: string): void {
  if (statusCode < 300) return;
  let said: unknown;
  try {
    said = (JSON.parse(text) as { readonly message?: unknown } | null)?.message;
  } catch {
    said = text.trim().slice(0, 1000);
  }
  throw new EngineRefusal(
    statusCode,
    typeof said === "string" && said !== "" ? said : `${statusCode} ${statusMessage}`,
  );
}

function searched(query: Asked["query"]): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, typeof value === "object" ? JSON.stringify(value) : String(value)]],
  );
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`;
}

const isStream = (body: object): body is Readable => "pipe" in body && typeof body.pipe === "function";
const broke = (error: unknown): boolean =>
  ["ECONNRESET", "EPIPE"].includes((error as NodeJS.ErrnoException | undefined)?.code ?? "");
