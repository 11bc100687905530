/** Brokers, databases and consoles on a swarm, asked by the probes that ask them on one machine: through a door on loopback for each. */
import { consoles, serversOf } from "../../../harden/clients.ts";
import { brokerConfig } from "../../../harden/config-place.ts";
import { given } from "../../../harden/console-database.ts";
import { fewUsers } from "../../../harden/few-users.ts";
import { Fault } from "../../../model/fault.ts";
import type { Finding } from "../../../model/finding.ts";
import type { Hardened } from "../../../model/hardened.ts";
import type { Identity } from "../../../model/identity.ts";
import { imageOf, influxMajor } from "../../../model/image.ts";
import { listenersOf } from "../../../model/listener.ts";
import type { ServiceName } from "../../../model/name.ts";
import type { Stack } from "../../../model/stack.ts";
import { alwaysOpen } from "../../../model/versions.ts";
import type { BrokerScene, DashboardScene, DatabaseScene, Endpoint, Probe, Scene } from "../../../probe/probe.ts";
import type { Clock } from "../../clock.ts";
import type { Site } from "../../tools.ts";
import { verify } from "../../verify.ts";
import type { Door, Swarm, SwarmTools } from "../swarm-tools.ts";

/** A connection through an engine takes its time, and few go at once; in milliseconds, for an attempt and for a probe. */
const [patienceMs, probeMs] = [45_000, 300_000];
/** More starve a small node of its processor, until the swarm takes it for dead and moves the very tasks that are asked. */
const atOnce = 3;

const [usualMqtts, usualInflux, usualConsole] = [8883, 8086, 3000];

export interface ServersInput {
  readonly stack: string;
  readonly hardened: Hardened;
  readonly keys: Site["keys"];
  readonly swarm: Swarm;
}

/** Those that need no broker, no database and no dashboard have nothing to say. */
export async function verifyServers(
  { stack, hardened, keys, swarm }: ServersInput,
  { door, clock }: Pick<SwarmTools, "door" | "clock">,
  probes: readonly Probe[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { identities } = fewUsers(hardened);
  const doors: Door[] = [];
  const findings: Finding[] = [];
  const endpoints = new Map<ServiceName, Endpoint>();
  try {
    const shown = consoles(hardened.stack).map(({ name }) => name);
    for (const server of new Set([...identities.map((identity) => identity.server), ...shown])) {
      const from = clock.elapsed();
      try {
        const opened = await door(swarm, `${stack}_${server}`, portOf(hardened, server), signal);
        doors.push(opened);
        endpoints.set(server, { host: opened.host, port: opened.port, serverName: server, patienceMs, atOnce });
      } catch (error) {
        signal.throwIfAborted();
        findings.push(notAsked(server, error, Math.round(clock.elapsed() - from)));
      }
    }
    const scene = await sceneOf(hardened.stack, identities, endpoints, keys, clock);
    return [...findings, ...(await verify(scene, probes, clock, signal, probeMs))];
  } finally {
    await Promise.all(doors.map((one) => one[Symbol.asyncDispose]()));
  }
}

/** Where it serves TLS in its own network. */
function portOf({ stack, identities }: Hardened, server: ServiceName): number {
  if (identities.some((one) => one.server === server && one.target === "database")) return usualInflux;
  const console = consoles(stack).find(({ name }) => name === server);
  if (console) return Number(given(console, "CONSOLE_PORT")?.value ?? usualConsole);
  const broker = stack.services.find(({ name }) => name === server);
  const file = broker && brokerConfig(stack, broker)?.file;
  return (file ? listenersOf(file).find(({ tls, port }) => tls && port > 0)?.port : undefined) ?? usualMqtts;
}

function notAsked(service: ServiceName, error: unknown, tookMs: number): Finding {
  return {
    probe: "server-asked",
    claim: "The stack's brokers, databases and consoles can be asked who gets in",
    service,
    verdict: "unknown",
    evidence: error instanceof Error ? error.message : String(error),
    remedy: error instanceof Fault ? error.remedy : "Run `edgeward verify` again.",
    tookMs,
  };
}

/** Nothing stands before a database on a swarm: pages that its release has no setting against are told, and not tried. */
function pagesOf(stack: Stack, server: ServiceName): readonly string[] {
  const service = stack.services.find(({ name }) => name === server);
  return service && influxMajor(service) === 1 ? alwaysOpen(imageOf(service)?.tag) : [];
}

async function sceneOf(
  stack: Stack,
  identities: readonly Identity[],
  endpoints: ReadonlyMap<ServiceName, Endpoint>,
  keys: Site["keys"],
  clock: Clock,
): Promise<Scene> {
  const servers = [...endpoints].map(([service, endpoint]) => ({
    service,
    endpoint,
    alwaysOpen: pagesOf(stack, service),
    own: identities.filter(({ server }) => server === service),
  }));
  return {
    brokers: servers.flatMap(({ service, endpoint, own }): readonly BrokerScene[] => {
      const users = own.filter((one) => one.target === "broker");
      return users.length === 0 ? [] : [{ service, endpoint, clearText: [], identities: users }];
    }),
    databases: servers.flatMap(({ service, endpoint, alwaysOpen, own }): readonly DatabaseScene[] => {
      const users = own.filter((one) => one.target === "database");
      return users.length === 0 ? [] : [{ service, endpoint, alwaysOpen, identities: users }];
    }),
    dashboards: servers.flatMap(({ service, endpoint, own }): readonly DashboardScene[] => {
      if (!consoles(stack).some(({ name }) => name === service)) return [];
      const ownCertificate = !serversOf(stack).some(({ name }) => name === service);
      return [{ service, endpoint, identities: own.filter((one) => one.target === "dashboard"), ownCertificate }];
    }),
    processes: [],
    privatePaths: [],
    declared: [],
    ca: await keys.caCertificate(),
    now: clock.now,
    login: async ({ user, secret }) => ({ user, password: await keys.password(secret) }),
    secretsIn: (bytes) => keys.foundIn(bytes),
  };
}
