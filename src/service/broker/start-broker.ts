import { Fault } from "../../model/fault.ts";
import type { BrokerLaunch } from "../../model/launch.ts";
import type { LoginSeen } from "../../model/login-seen.ts";
import type { Intake } from "../intake.ts";
import { passwordAuthenticator } from "../login/authenticator.ts";
import type { EmbeddedService, Surroundings } from "../service.ts";
import { type Access, readAccess } from "./access/access.ts";
import { rightsOf } from "./access/rights.ts";
import { type Bounds, defaultBounds } from "./core/bounds.ts";
import type { Core } from "./core/core.ts";
import { Counters } from "./core/counters.ts";
import { openCore } from "./core/embedded-core.ts";
import { quietLog } from "./core/quiet-log.ts";
import { Listener } from "./link/listener.ts";
import { readTls } from "./link/tls-bytes.ts";

export interface BrokerService extends EmbeddedService {
  /**
   * Reads password file, ACL file and certificate again; all of them count, or, when one is wrong, none. Clients stay, except those
   * whose user was removed, or whose password no longer counts.
   * @throws Fault as `startBroker`; the broker then goes on as before
   */
  reload(): Promise<void>;
  logins(users: ReadonlySet<string>): readonly LoginSeen[];
}

/**
 * An MQTT 3.1.1 broker on TLS, with users and rights from mosquitto's files.
 * @param intake asked with each message, since the ingest service may come and go
 * @throws Fault "bad-input" for a password or ACL file (all errors with their lines), "unreadable-file", "certificate", "port-taken",
 * "no-permission"
 */
export async function startBroker(
  launch: BrokerLaunch,
  around: Surroundings,
  intake: () => Intake | undefined,
  bounds: Bounds = defaultBounds,
): Promise<BrokerService> {
  const { log, now } = around;
  const counters = new Counters();
  let access: Access = await readAccess(launch);
  let tls = await readTls(launch.tls);
  say(access);
  const users = () => access.passwords.users;
  const core: Core = await openCore({
    authenticator: passwordAuthenticator(users, { checking: bounds.checkingLogins, waiting: bounds.waitingLogins }),
    rights: rightsOf(() => access.acl),
    users,
    intake,
    expectsIntake: launch.ingest !== undefined,
    limits: launch.limits,
    bounds,
    counters,
    dataDir: launch.dataDir,
    log,
    now,
  });
  const warn = quietLog(log, () => performance.now());
  const listeners: Listener[] = [];
  function say({ notices }: Access): void {
    for (const { what, at, remedy } of notices) log.warn({ at, remedy }, what);
  }

  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= stopNow();
    return stopping;
  };

  async function stopNow(): Promise<void> {
    for (const listener of listeners) listener.stop();
    await core[Symbol.asyncDispose]();
    await Promise.all(listeners.map((listener) => listener[Symbol.asyncDispose]()));
  }

  const connections = () => listeners.reduce((sum, listener) => sum + listener.connections, 0);
  try {
    for (const listen of launch.listeners)
      listeners.push(
        await Listener.open({
          listen,
          tls,
          handshakeMs: launch.limits.connectMs,
          counters,
          room: () => !stopping && connections() < launch.limits.connections,
          onSocket: (socket, from) => core.serve(socket, from),
          onStranger: (from, why) => warn({ from, why }, "no TLS connection"),
        }),
      );
    if (around.signal.aborted) throw new Fault("interrupted", "told to stop while starting", "Start it again.");
  } catch (error) {
    await stop();
    throw error;
  }
  // Whoever told us to stop disposes of us next: until then nobody new is let in.
  around.signal.addEventListener(
    "abort",
    () => stop().catch((error) => log.error({ err: error }, "did not stop cleanly")),
    {
      once: true,
    },
  );

  return {
    health() {
      if (stopping) return { health: "unhealthy", detail: "stopped" };
      const trouble = core.trouble();
      const detail = `${counters.clientsConnected} clients${trouble === undefined ? "" : `; ${trouble}`}`;
      return { health: listeners.every((listener) => listener.address()) ? "healthy" : "unhealthy", detail };
    },
    counters: () => ({ ...counters.snapshot(), ...core.gauges() }),
    listens: () => listeners.flatMap((listener) => listener.address() ?? []),
    async reload() {
      const [newAccess, newTls] = [await readAccess(launch), await readTls(launch.tls)];
      access = newAccess;
      tls = newTls;
      for (const listener of listeners) listener.renew(tls);
      say(access);
      core.accessChanged();
    },
    logins: (users) => core.logins(users),
    [Symbol.asyncDispose]: stop,
  };
}
