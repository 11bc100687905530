/** Gathers all that the probes may look at, from the hardened stack, from what runs, and from the keys. */
import type { Hardened } from "../model/hardened.ts";
import type { BrokerIdentity, DatabaseIdentity } from "../model/identity.ts";
import type { BrokerLaunch, DatabaseLaunch, Launch } from "../model/launch.ts";
import { generatedDir, generatedFile, keysDir, type Layout } from "../model/layout.ts";
import type { ServiceName } from "../model/name.ts";
import type { Observed } from "../model/plan.ts";
import type { Stack } from "../model/stack.ts";
import type { BrokerScene, DatabaseScene, Endpoint, ProcessScene, Scene } from "../probe/probe.ts";
import type { Clock, Site } from "./tools.ts";

export interface SceneInput {
  /** As the person wrote it: it names the ports that offered clear text. */
  readonly original: Stack;
  readonly hardened: Hardened;
  readonly launches: readonly Launch[];
  readonly observed: Observed;
  /** The process that watches, if one does. */
  readonly supervisorPid?: number;
}

export async function gatherScene(input: SceneInput, site: Site, clock: Clock): Promise<Scene> {
  const { launches, hardened, observed } = input;
  const brokers = launches.filter((launch) => launch.role === "broker").map((launch) => brokerScene(launch, input));
  const databases = launches
    .filter((launch) => launch.role === "database")
    .map((launch) => databaseScene(launch, hardened));
  return {
    brokers,
    databases,
    processes: processes(input, site),
    privatePaths: privatePaths(launches, site.layout),
    declared: launches.flatMap((launch) => ("listeners" in launch ? launch.listeners : [])),
    ca: await site.keys.caCertificate(),
    now: clock.now,
    login: async (identity) => ({ user: identity.user, password: await site.keys.password(identity.secret) }),
    secretsIn: (bytes) => site.keys.foundIn(bytes),
  };

  function processes(from: SceneInput, { engine, layout }: Site): readonly ProcessScene[] {
    const names = [...new Set(observed.services.map((service) => service.process))];
    const hosts = names.map((name): ProcessScene => {
      const hosted = observed.services.filter((service) => service.process === name);
      const services = hosted.map((service) => service.service);
      const isOwn = (service: string) => services.includes(service as ServiceName);
      const files = hardened.generated;
      return {
        pid: hosted[0]?.pid ?? 0,
        name,
        services,
        ownFiles: launches.filter((launch) => launch.process === name).flatMap(readsOf),
        othersFiles: [
          ...files.filter((file) => !isOwn(file.service)).map((file) => generatedFile(layout, file.service, file.name)),
          `${keysDir(layout)}/ring.json`,
        ],
        tryOpen: (paths, signal) => engine.tryOpen(name, paths, signal),
      };
    });
    if (from.supervisorPid === undefined) return hosts;
    return [...hosts, { pid: from.supervisorPid, name: "supervisor", services: [], ownFiles: [], othersFiles: [] }];
  }

  function readsOf(launch: Launch): readonly string[] {
    const own = generatedDir(site.layout, launch.service);
    const names = hardened.generated.filter((file) => file.service === launch.service).map((file) => file.name);
    const opens = launch.opens.read.includes(own)
      ? names
      : names.filter((name) => launch.opens.read.includes(generatedFile(site.layout, launch.service, name)));
    return opens.map((name) => generatedFile(site.layout, launch.service, name));
  }
}

function brokerScene(launch: BrokerLaunch, { original, hardened }: SceneInput): BrokerScene {
  const identities = hardened.identities.filter(
    (one): one is BrokerIdentity => one.target === "broker" && one.server === launch.service,
  );
  const before = original.services.find((service) => service.name === launch.service)?.ports ?? [];
  const now = new Set(launch.listeners.map((listener) => listener.port));
  const clearText = before
    .filter((port) => port.published !== undefined && !now.has(port.published))
    .map((port) => ({ host: "127.0.0.1", port: port.published ?? port.target }));
  return { service: launch.service, endpoint: endpointOf(launch), clearText, identities };
}

function databaseScene(launch: DatabaseLaunch, hardened: Hardened): DatabaseScene {
  const identities = hardened.identities.filter(
    (one): one is DatabaseIdentity => one.target === "database" && one.server === launch.service,
  );
  return { service: launch.service, endpoint: endpointOf(launch), identities };
}

/** A server that listens on every address is asked on loopback. */
function endpointOf(launch: BrokerLaunch | DatabaseLaunch): Endpoint {
  const listener = launch.listeners[0];
  const host = listener?.host ?? "127.0.0.1";
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return { host: reachable, port: listener?.port ?? 0, serverName: launch.service };
}

/** `.edgeward` whole, the control sockets, and data that lies elsewhere. */
function privatePaths(launches: readonly Launch[], layout: Layout): readonly string[] {
  const data = launches.flatMap((launch) =>
    "dataDir" in launch && launch.dataDir !== undefined ? [launch.dataDir] : [],
  );
  return [layout.root, layout.run, ...data].filter(
    (path, i, all) => all.indexOf(path) === i && (i === 0 || !path.startsWith(`${layout.root}/`)),
  );
}
