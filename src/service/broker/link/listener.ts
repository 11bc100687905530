import type { Socket } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import { Fault } from "../../../model/fault.ts";
import type { Listen } from "../../../model/launch.ts";
import type { Counters } from "../core/counters.ts";
import type { TlsBytes } from "./tls-bytes.ts";

export interface ListenerOptions {
  readonly listen: Listen;
  readonly tls: TlsBytes;
  /** Time for the TLS handshake, in milliseconds. */
  readonly handshakeMs: number;
  readonly counters: Counters;
  /** Whether one more connection may be taken. */
  readonly room: () => boolean;
  readonly onSocket: (socket: TLSSocket, from: string) => void;
  /** The handshake failed. */
  readonly onStranger: (from: string, why: string) => void;
}

/** How long connections are given to end by themselves when we stop, in milliseconds. */
const graceMs = 500;

/** Listens on one address. TLS is all it speaks. */
export class Listener implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @throws Fault "port-taken" or "no-permission" */
  static async open(options: ListenerOptions): Promise<Listener> {
    const { listen, tls, handshakeMs, counters } = options;
    const server = createServer({ ...tls, minVersion: "TLSv1.2", handshakeTimeout: handshakeMs, noDelay: true });
    const listener = new Listener(server);
    server.on("connection", (socket: Socket) => {
      if (!options.room()) {
        counters.connectionsRefused++;
        socket.destroy();
        return;
      }
      counters.connectionsAccepted++;
      listener.#keep(socket);
    });
    server.on("tlsClientError", (error: NodeJS.ErrnoException, socket) => {
      const clear = isClearText(error);
      if (clear) counters.plaintextRefused++;
      else counters.tlsFailures++;
      options.onStranger(
        address(socket),
        clear ? "clear text on the TLS port" : (error.code ?? "TLS handshake failed"),
      );
      socket.destroy();
    });
    server.on("secureConnection", (socket) => options.onSocket(socket, address(socket)));
    await bind(server, listen);
    return listener;
  }

  /** Connections, whether or not they have come through the handshake. */
  get connections(): number {
    return this.#sockets.size;
  }

  address(): { readonly host: string; readonly port: number } | undefined {
    const bound = this.#server.address();
    return bound !== null && typeof bound === "object" ? { host: bound.address, port: bound.port } : undefined;
  }

  /** New connections are greeted with this certificate. */
  renew(tls: TlsBytes): void {
    this.#server.setSecureContext({ ...tls, minVersion: "TLSv1.2" });
  }

  /** Takes no new connection. */
  stop(): void {
    this.#server.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
    if (this.#sockets.size === 0) return;
    await new Promise<void>((done) => {
      const impatience = setTimeout(() => {
        for (const socket of this.#sockets) socket.destroy();
      }, graceMs);
      for (const socket of this.#sockets)
        socket.once("close", () => {
          if (this.#sockets.size > 0) return;
          clearTimeout(impatience);
          done();
        });
    });
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    // Before the TLS layer has taken over, a reset would otherwise be nobody's.
    socket.on("error", () => {});
  }
}

async function bind(server: Server, { host, port }: Listen): Promise<void> {
  await new Promise<void>((done, fail) => {
    server.once("error", (cause: NodeJS.ErrnoException) => fail(bindFault(host, port, cause)));
    server.listen(port, host, done);
  });
  server.on("error", () => {});
}

function bindFault(host: string, port: number, cause: NodeJS.ErrnoException): Fault {
  const where = `${host}:${port}`;
  if (cause.code === "EADDRINUSE")
    return new Fault(
      "port-taken",
      `port ${where} is already taken`,
      "Stop what listens there, or publish another port.",
      { cause },
    );
  if (cause.code === "EACCES")
    return new Fault("no-permission", `this user may not listen on ${where}`, "Publish a port from 1024 on.", {
      cause,
    });
  return new Fault("start-failed", `cannot listen on ${where}: ${cause.message}`, "Give an address of this machine.", {
    cause,
  });
}

/** What OpenSSL says when the first bytes are no TLS record. */
function isClearText(error: NodeJS.ErrnoException): boolean {
  return /WRONG_VERSION_NUMBER|HTTP_REQUEST|HTTPS_PROXY_REQUEST|PACKET_LENGTH_TOO_LONG|RECORD_LENGTH_TOO_LONG/.test(
    error.code ?? "",
  );
}

function address(socket: {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}): string {
  return `${socket.remoteAddress ?? "unknown"}:${socket.remotePort ?? 0}`;
}
