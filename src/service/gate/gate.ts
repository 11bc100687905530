/**
 * Stands before an installed InfluxDB 1.x, which speaks HTTP on a unix socket: TLS on this side, and through it only what asks for a login.
 * Invariants: a path that is not named here goes nowhere, so no way of writing `/debug/vars` leads there; the login is the database's own
 * to judge, and is neither read nor kept; nothing is held in memory but what the two sockets hold.
 */
import { readFile } from "node:fs/promises";
import { request as ask } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { Fault } from "../../model/fault.ts";
import type { DatabaseLaunch, Listen } from "../../model/launch.ts";
import type { EmbeddedService, Surroundings } from "../service.ts";
import { pass } from "./pass.ts";

/** An edge machine has tens of clients. */
const connections = 500;

/** @throws Fault "port-taken", "unreadable-file" or "certificate" */
export async function startGate(
  launch: DatabaseLaunch,
  socket: string,
  { log, signal }: Surroundings,
): Promise<EmbeddedService> {
  const counted = { requests_passed: 0, requests_refused: 0, requests_failed: 0 };
  const tls = await certificates(launch);
  const servers: Server[] = [];
  const through = pass({ ask, socket, count: (what) => counted[what]++ });
  for (const listen of launch.listeners) {
    const server = createServer({ ...tls, minVersion: "TLSv1.2" }, through);
    server.maxConnections = connections;
    servers.push(server);
    await listening(server, listen);
    server.on("error", (error) => log.warn({ err: error }, "the gate"));
    // A knock that is no TLS is nothing to tell.
    server.on("tlsClientError", () => {});
  }
  let closing: Promise<void> | undefined;
  const close = () => {
    signal.removeEventListener("abort", close);
    closing ??= Promise.all(servers.map(closed)).then(() => undefined);
    return closing;
  };
  signal.addEventListener("abort", close, { once: true });
  return {
    health: () =>
      closing
        ? { health: "unhealthy", detail: "stopping" }
        : { health: "healthy", detail: `${counted.requests_passed} requests over TLS` },
    counters: () => ({ ...counted }),
    listens: () =>
      servers.flatMap((server) => {
        const at = server.address() as AddressInfo | null;
        return at ? [{ host: at.address, port: at.port }] : [];
      }),
    [Symbol.asyncDispose]: close,
  };
}

async function certificates({
  service,
  tls,
}: DatabaseLaunch): Promise<{ readonly cert: Buffer; readonly key: Buffer }> {
  try {
    const [cert, key] = await Promise.all([readFile(tls.certificate), readFile(tls.key)]);
    return { cert, key };
  } catch (cause) {
    throw new Fault("unreadable-file", `the certificate of ${service} cannot be read`, "Run `edgeward up` again.", {
      cause,
    });
  }
}

function listening(server: Server, { host, port }: Listen): Promise<void> {
  return new Promise((resolve, reject) => {
    const refused = (cause: NodeJS.ErrnoException) =>
      reject(
        new Fault(
          cause.code === "EADDRINUSE" ? "port-taken" : "start-failed",
          `the gate cannot listen on ${host}:${port} (${cause.code ?? cause.message})`,
          "Stop what listens there, or publish another port.",
          { cause },
        ),
      );
    server.once("error", refused).listen(port, host, () => {
      server.removeListener("error", refused);
      resolve();
    });
  });
}

async function closed(server: Server): Promise<void> {
  if (!server.listening) return;
  const done = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await done;
}
