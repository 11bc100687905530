/** A broker in the test's own process: aedes behind TLS. */
import type { AddressInfo, Socket } from "node:net";
import { createServer } from "node:tls";
import { Aedes, type AuthenticateError } from "aedes";
import type { Issued } from "./authority.ts";

export interface BrokerOptions {
  readonly tls: Issued;
  /** 0 or absent takes a free one. */
  readonly port?: number;
  readonly admits?: (user: string | undefined, password: string | undefined) => boolean;
  /** CONNACK return code for those it does not admit. */
  readonly refusal?: 4 | 5;
  /** A publish that is not allowed ends the connection without PUBACK. */
  readonly allows?: (topic: string) => boolean;
  /** A publish that is not acknowledged is taken in all the same. */
  readonly acknowledges?: () => boolean;
}

export interface TestBroker extends AsyncDisposable {
  readonly port: number;
  /** Every publish that came in, in order. */
  readonly received: readonly Message[];
  readonly attempts: number;
  readonly connections: number;
  /** Cuts all connections and goes away, as a crash does. */
  kill(): Promise<void>;
}

interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly dup: boolean;
}

export async function aBroker(options: BrokerOptions): Promise<TestBroker> {
  const received: Message[] = [];
  let attempts = 0;
  const aedes = await Aedes.createBroker({
    concurrency: 0,
    authenticate(_client, user, password, done) {
      attempts++;
      if (options.admits?.(user, password?.toString()) ?? true) return done(null, true);
      done(Object.assign(new Error("no"), { returnCode: options.refusal ?? 5 }) as AuthenticateError, false);
    },
    // aedes acknowledges before it publishes, and forgets what it acknowledged when the connection breaks in between: what is counted
    // as received is counted here, before the acknowledgement.
    authorizePublish(_client, { topic, payload, dup }, done) {
      const allowed = options.allows?.(topic) ?? true;
      if (allowed) received.push({ topic, payload: payload.toString(), dup });
      if (options.acknowledges?.() ?? true) done(allowed ? null : new Error("no"));
    },
  });
  aedes.on("clientError", () => {});
  aedes.on("connectionError", () => {});
  const sockets = new Set<Socket>();
  const server = createServer({ cert: options.tls.certificate, key: options.tls.key }, (socket) =>
    aedes.handle(socket),
  );
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  let ended: Promise<void> | undefined;
  const kill = () => {
    ended ??= new Promise((resolve) => {
      server.close(() => aedes.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
    });
    return ended;
  };
  return {
    port: (server.address() as AddressInfo).port,
    received,
    get attempts() {
      return attempts;
    },
    get connections() {
      return sockets.size;
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}
