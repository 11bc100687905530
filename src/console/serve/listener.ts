/** The socket: TLS 1.2 or newer, few and short-lived connections, small requests. */
import { createServer, type Server } from "node:https";
import type { Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { Fault } from "../../model/fault.ts";
import type { ConsoleLaunch } from "../../model/launch.ts";
import type { Pair } from "../files/rotation.ts";
import type { Env } from "./who.ts";

const limits = {
  maxHeaderSize: 8 * 1024,
  handshakeTimeout: 10_000,
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 15_000,
  connectionsCheckingInterval: 5_000,
} as const;
const connections = 200;
/** A connection on which nothing moves, in milliseconds: longer than the database may take to answer. */
const idleMs = 60_000;

/** @throws Fault "port-taken", "no-permission" or "start-failed" */
export async function listen({ host, port }: ConsoleLaunch["listen"], pair: Pair, app: Hono<Env>): Promise<Server> {
  const server = createServer({ ...pair, ...limits, minVersion: "TLSv1.2" }, getRequestListener(app.fetch));
  server.maxConnections = connections;
  server.setTimeout(idleMs, (socket: Socket) => socket.destroy());
  // A knock that is no TLS, or no HTTP, is nothing to tell.
  server.on("tlsClientError", (_, socket) => socket.destroy());
  server.on("clientError", (_, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    const failed = (cause: NodeJS.ErrnoException) => reject(notListening(cause, host ?? "every address", port));
    server.once("error", failed).listen({ ...(host !== undefined && { host }), port }, () => {
      server.removeListener("error", failed);
      resolve();
    });
  });
  return server;
}

function notListening(cause: NodeJS.ErrnoException, host: string, port: number): Fault {
  const codes = { EADDRINUSE: "port-taken", EACCES: "no-permission" } as const;
  const code = codes[cause.code as keyof typeof codes] ?? "start-failed";
  const what = `the console cannot listen on port ${port} of ${host} (${cause.code ?? cause.message})`;
  return new Fault(code, what, "Set CONSOLE_PORT to a port that is free, or stop what listens there.", { cause });
}

/** Open connections do not keep it. */
export async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
