/** Gathers all that the probes may look at, from the hardened stack, from what runs, and from the keys. */
import { fewUsers } from "../harden/few-users.ts";
import type { Hardened } from "../model/hardened.ts";
import type { BrokerIdentity, DashboardIdentity, DatabaseIdentity } from "../model/identity.ts";
import {
  type BrokerLaunch,
  type DashboardLaunch,
  type DatabaseLaunch,
  type Launch,
  runsProgram,
} from "../model/launch.ts";
import type { Layout } from "../model/layout.ts";
import type { BrokerScene, DashboardScene, DatabaseScene, Endpoint, Scene } from "../probe/probe.ts";
import type { Clock } from "./clock.ts";
import { processScenes } from "./process-scenes.ts";
import type { SceneInput } from "./scene-input.ts";
import type { Site } from "./tools.ts";

export async function gatherScene(given: SceneInput, site: Site, clock: Clock): Promise<Scene> {
  const input = { ...given, hardened: fewUsers(given.hardened) };
  const { launches } = input;
  return {
    brokers: launches.flatMap((launch) => (launch.role === "broker" ? [brokerScene(launch, input)] : [])),
    databases: launches.flatMap((launch) =>
      launch.role === "database" ? [databaseScene(launch, input.hardened)] : [],
    ),
    dashboards: launches.flatMap((launch) =>
      launch.role === "dashboard" ? [dashboardScene(launch, input.hardened)] : [],
    ),
    processes: processScenes(input, site),
    privatePaths: privatePaths(launches, site.layout),
    declared: launches.flatMap((launch) => [
      ...("listeners" in launch ? launch.listeners : []),
      ...(runsProgram(launch) ? launch.program.sealed : []),
    ]),
    ca: await site.keys.caCertificate(),
    now: clock.now,
    login: async (identity) => ({ user: identity.user, password: await site.keys.password(identity.secret) }),
    secretsIn: (bytes) => site.keys.foundIn(bytes),
  };
}

function brokerScene(launch: BrokerLaunch, { original, hardened }: SceneInput): BrokerScene {
  const identities = hardened.identities.filter(
    (one): one is BrokerIdentity => one.target === "broker" && one.server === launch.service,
  );
  const before = original.services.find((service) => service.name === launch.service)?.ports ?? [];
  const now = new Set(launch.listeners.map((listener) => listener.port));
  // A port that goes on with TLS is probed as such; one that is gone must be gone.
  const clearText = before.flatMap(({ published }) =>
    published === undefined || now.has(published) ? [] : [{ host: "127.0.0.1", port: published }],
  );
  const packetLimitBytes = launch.limits.packetBytes;
  return { service: launch.service, endpoint: endpointOf(launch), clearText, identities, packetLimitBytes };
}

function databaseScene(launch: DatabaseLaunch, hardened: Hardened): DatabaseScene {
  const identities = hardened.identities.filter(
    (one): one is DatabaseIdentity => one.target === "database" && one.server === launch.service,
  );
  return { service: launch.service, endpoint: endpointOf(launch), identities };
}

function dashboardScene(launch: DashboardLaunch, hardened: Hardened): DashboardScene {
  const identities = hardened.identities.filter(
    (one): one is DashboardIdentity => one.target === "dashboard" && one.server === launch.service,
  );
  return { service: launch.service, endpoint: endpointOf(launch), identities };
}

/** A server that listens on every address is asked on loopback. */
function endpointOf(launch: BrokerLaunch | DatabaseLaunch | DashboardLaunch): Endpoint {
  const listener = launch.listeners[0];
  const host = listener?.host ?? "127.0.0.1";
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return { host: reachable, port: listener?.port ?? 0, serverName: launch.service };
}

/** `.edgeward` whole, the control sockets, and data that lies elsewhere. */
function privatePaths(launches: readonly Launch[], { root, run }: Layout): readonly string[] {
  const data = launches.flatMap((launch) =>
    "dataDir" in launch && launch.dataDir !== undefined ? [launch.dataDir] : [],
  );
  const elsewhere = [run, ...data].filter((path) => !path.startsWith(`${root}/`));
  return [...new Set([root, ...elsewhere])];
}
