/** All that the probes may look at on a machine whose programs were secured. */
import { isWildcard } from "../../model/address.ts";
import type { BrokerIdentity, DatabaseIdentity } from "../../model/identity.ts";
import { imageOf } from "../../model/image.ts";
import { listenersOf } from "../../model/listener.ts";
import type { Program } from "../../model/machine.ts";
import { ownDirectory } from "../../model/own-directory.ts";
import type { ConfigFile } from "../../model/setting.ts";
import { havingRole, type Service, type Stack } from "../../model/stack.ts";
import { flagOf, numberOf, textOf } from "../../model/table.ts";
import { alwaysOpen } from "../../model/versions.ts";
import { isOurs } from "../../plan/host/by-hand.ts";
import { neededFiles } from "../../plan/host/needed.ts";
import type { BrokerScene, DatabaseScene, Endpoint, ProcessScene, Scene } from "../../probe/probe.ts";
import type { HostTools } from "./host-tools.ts";
import type { PlannedHost } from "./plan-host.ts";

/** What a listener without an address opens. @see ip(7), INADDR_ANY */
const everyAddress = "0.0.0.0";

export async function hostScene(planned: PlannedHost, tools: HostTools): Promise<Scene> {
  const { hardened, machine } = planned;
  const { stack } = hardened;
  const own = neededFiles(stack, hardened.generated);
  const secret = hardened.secrets.find(({ kind }) => kind === "password");
  const runs = (service: Service) =>
    machine.programs.some(({ kind, pid }) => kind === service.name && pid !== undefined);
  const brokers = havingRole(stack, "broker").filter(runs);
  const databases = havingRole(stack, "database").filter(runs);
  const data = stack.services.filter(runs).flatMap(({ mounts }) => mounts.flatMap(({ source }) => source ?? []));
  return {
    brokers: brokers.flatMap((broker) => brokerScene(broker, planned)),
    databases: databases.flatMap((database) => databaseScene(database, planned)),
    processes: machine.programs.flatMap((program) => processScene(program, own, tools)),
    privatePaths: [...new Set(own.map(({ service }) => `${ownDirectory}/${service}`)), ...data],
    closed: data,
    ownerOf: ownerIn(machine, stack),
    declared: [...brokers.flatMap((broker) => addressesOfBroker(broker)), ...databases.flatMap(addressesOfDatabase)],
    ca: await tools.keys.caCertificate(),
    ...(secret && { sample: { ref: secret.ref, password: () => tools.keys.password(secret.ref) } }),
    now: tools.clock.now,
    login: async (identity) => ({ user: identity.user, password: await tools.keys.password(identity.secret) }),
    secretsIn: (bytes) => tools.keys.foundIn(bytes),
  };
}

/** Each program's files and data belong to the account that it runs as, the rest to root. */
function ownerIn({ programs }: PlannedHost["machine"], { services }: Stack): (path: string) => number {
  return (path) => {
    const isIn = (directory: string | undefined) => directory !== undefined && `${path}/`.startsWith(`${directory}/`);
    const service = services.find(
      ({ mounts, onMachine }) => isIn(onMachine?.ownFiles) || mounts.some(({ source }) => isIn(source)),
    );
    return programs.find(({ kind }) => kind === service?.name)?.account.uid ?? 0;
  };
}

function brokerScene(broker: Service, { hardened, original }: PlannedHost): readonly BrokerScene[] {
  const [served] = addressesOfBroker(broker, "ours");
  if (!served) return [];
  const before = original.services.find(({ name }) => name === broker.name);
  const now = new Set(addressesOfBroker(broker).map(({ port }) => port));
  // A port that goes on with TLS is probed as such; one that is gone must be gone.
  const clearText = (before ? addressesOfBroker(before) : []).filter(({ port }) => !now.has(port));
  const config = confOf(broker, "mosquitto");
  const packetLimitBytes = config && numberOf(config, "", "max_packet_size");
  return [
    {
      service: broker.name,
      endpoint: endpointAt(served),
      clearText: clearText.map(({ port }) => ({ host: "127.0.0.1", port })),
      identities: hardened.identities.filter(
        (one): one is BrokerIdentity => one.target === "broker" && one.server === broker.name,
      ),
      ...(packetLimitBytes === undefined ? {} : { packetLimitBytes }),
    },
  ];
}

function databaseScene(database: Service, { hardened }: PlannedHost): readonly DatabaseScene[] {
  const [served] = addressesOfDatabase(database);
  const identities = hardened.identities.filter(
    (one): one is DatabaseIdentity => one.target === "database" && one.server === database.name,
  );
  const open = alwaysOpen(imageOf(database)?.tag);
  return served ? [{ service: database.name, endpoint: endpointAt(served), identities, alwaysOpen: open }] : [];
}

interface Socket {
  readonly host: string;
  readonly port: number;
}

/** A certificate of ours names this machine as `localhost`; a server on every address is asked on loopback. */
const endpointAt = ({ host, port }: Socket): Endpoint => ({
  host: isWildcard(host) ? "127.0.0.1" : host,
  port,
  serverName: "localhost",
});

const confOf = ({ configs }: Service, format: ConfigFile["format"]): ConfigFile | undefined =>
  configs.find((one) => one.format === format);

/** Without an address mosquitto opens one socket for each kind of address that the machine has; for WebSockets, one for both kinds. */
function addressesOfBroker(broker: Service, which: "all" | "ours" = "all"): readonly Socket[] {
  const config = confOf(broker, "mosquitto");
  if (!config) return [];
  return listenersOf(config)
    .filter((listener) => listener.port !== 0 && (which === "all" || isOurs(broker, config, listener)))
    .flatMap(({ host, port, protocol }) => {
      const every = protocol === "websockets" ? ["::"] : [everyAddress, "::"];
      return (host === undefined ? every : [host]).map((one) => ({ host: one, port }));
    });
}

/** The HTTP service, and the one for backups, which listens on loopback alone unless somebody told it otherwise. */
function addressesOfDatabase(database: Service): readonly Socket[] {
  const config = confOf(database, "influxdb");
  if (!config) return [];
  const http =
    flagOf(config, "http", "enabled") === false ? [] : [socketOf(textOf(config, "http", "bind-address") ?? ":8086")];
  return [...http, socketOf(textOf(config, "", "bind-address") ?? "127.0.0.1:8088")];
}

/** `:8086` listens on everything, for both kinds of addresses at once. */
function socketOf(text: string): Socket {
  const [, host = "", port = "0"] = /^(.*):(\d+)$/.exec(text) ?? [];
  return { host: host === "" ? "::" : host.replaceAll(/[[\]]/g, ""), port: Number(port) };
}

/**
 * Programs that are given their password in their environment are not asked whether it stands there. Grafana's pages, an input of Telegraf
 * that listens and an agent of the person's own are none of what is secured here.
 */
function processScene(
  program: Program,
  own: ReturnType<typeof neededFiles>,
  { engine }: HostTools,
): readonly ProcessScene[] {
  const { kind, pid, account } = program;
  if (pid === undefined || account.uid === 0) return [];
  const files = own.map(({ service, name }) => ({ service, path: `${ownDirectory}/${service}/${name}` }));
  const ownFiles = files.filter(({ service }) => service === kind).map(({ path }) => path);
  if (ownFiles.length === 0) return [];
  return [
    {
      pid,
      name: kind,
      services: [],
      listensFreely: kind !== "mosquitto" && kind !== "influxdb",
      ownFiles,
      othersFiles: files.filter(({ service }) => service !== kind).map(({ path }) => path),
      tryOpen: (paths, signal) => engine.tryOpen(program, paths, signal),
    },
  ];
}
