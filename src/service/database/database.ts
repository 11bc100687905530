/**
 * The database's face: InfluxDB 1.x's `/write` and `/query` over HTTPS, for users of the user file alone.
 * Invariant: there is no request that makes a user or a database, so there is no first-admin window.
 */
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { Fault } from "../../model/fault.ts";
import type { DatabaseLaunch, Listen } from "../../model/launch.ts";
import type { EmbeddedService, Surroundings } from "../service.ts";
import type { Store } from "../store/contract.ts";
import { type Gate, gate } from "./access/gate.ts";
import { readUsers, type UserFile } from "./access/users.ts";
import { loginLog } from "./login-log.ts";
import { type Desk, handle } from "./request/handle.ts";

export interface DatabaseService extends EmbeddedService {
  /** Reads the user file and the certificate again; connections stay. @throws Fault when one cannot be used: the old ones count on */
  reload(): Promise<void>;
  logins: Gate["logins"];
}

const connectionLimit = 256;
/** Time for a request's head, and for all of it, in milliseconds: a client that only trickles is cut off. */
const headMs = 10_000;
const wholeMs = 60_000;

/** @throws Fault "bad-input", "unreadable-file", "certificate" or "port-taken" */
export async function startDatabase(
  launch: DatabaseLaunch,
  store: Store,
  around: Surroundings,
): Promise<DatabaseService> {
  const counts: Record<string, number> = {
    requests_served: 0,
    requests_refused: 0,
    requests_failed: 0,
    logins_refused: 0,
  };
  const door = gate(await usersOf(launch), around.now);
  const logins = loginLog(around);
  const desk: Desk = {
    gate: door,
    store,
    now: around.now,
    count(outcome, { error, ...who }) {
      const name = outcome === "refused_login" ? "logins_refused" : `requests_${outcome}`;
      counts[name] = (counts[name] ?? 0) + 1;
      if (outcome === "refused_login") logins.refused(who);
      if (outcome === "failed") around.log.error({ err: error }, "a request met a defect of Edgeward");
    },
  };
  const tls = await tlsOf(launch);
  const servers: Server[] = [];
  const close = async () => {
    await Promise.all(servers.map(closed));
    servers.length = 0;
  };
  try {
    for (const listener of launch.listeners) {
      const server = createServer(
        { ...tls, minVersion: "TLSv1.2" },
        (request, response) => void handle(request, response, desk),
      );
      server.headersTimeout = headMs;
      server.requestTimeout = wholeMs;
      server.maxConnections = connectionLimit;
      await listening(server, listener, launch);
      servers.push(server);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    health() {
      const trouble = store.trouble();
      if (servers.length === 0) return { health: "unhealthy", detail: "does not listen" };
      if (trouble) return { health: trouble.writable ? "healthy" : "unhealthy", detail: trouble.what };
      const { points_stored: stored = 0 } = store.counters();
      return { health: "healthy", detail: `${stored.toLocaleString("en")} points stored since it started` };
    },
    counters: () => ({ ...store.counters(), ...counts }),
    listens: () => servers.map((server) => addressOf(server)),
    async reload() {
      const [users, context] = await Promise.all([usersOf(launch), tlsOf(launch)]);
      for (const server of servers) server.setSecureContext(context);
      door.use(users);
    },
    logins: door.logins,
    [Symbol.asyncDispose]: close,
  };
}

async function usersOf({ userFile }: DatabaseLaunch): Promise<UserFile> {
  const users = readUsers(userFile, await text(userFile));
  const [problem] = users.problems;
  if (problem)
    throw new Fault("bad-input", `${problem.at.file}:${problem.at.line}: ${problem.what}`, problem.remedy, {
      at: problem.at,
    });
  return users;
}

async function tlsOf({ tls }: DatabaseLaunch): Promise<{ cert: string; key: string }> {
  return { cert: await text(tls.certificate), key: await text(tls.key) };
}

async function text(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new Fault(
      "unreadable-file",
      `${path} cannot be read`,
      "Run `edgeward up`: it writes the files that are missing.",
      { cause },
    );
  }
}

function listening(server: Server, { host, port }: Listen, launch: DatabaseLaunch): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === "EADDRINUSE";
      const what = taken
        ? `port ${port} on ${host} is already taken by another program`
        : `${host} port ${port} cannot be listened on: ${cause.code}`;
      reject(
        new Fault(
          taken ? "port-taken" : "start-failed",
          what,
          `Stop that program, or publish another port for ${launch.service} in the compose file.`,
          { cause },
        ),
      );
    });
    server.listen(port, host, resolve);
  });
}

function addressOf(server: Server): { host: string; port: number } {
  const { address: host, port } = server.address() as AddressInfo;
  return { host, port };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
