/** The record that has the local engine start an installed program in place of an embedded service. */
import type { BrokerLaunch, DatabaseLaunch } from "../../../model/launch.ts";
import { generatedFile, runDir } from "../../../model/layout.ts";
import { ownFile } from "../../../model/own-file.ts";
import type { Problem } from "../../../model/problem.ts";
import type { FirstUsers, ProgramRun } from "../../../model/program.ts";
import type { Service } from "../../../model/stack.ts";
import { checkOf } from "../login-file.ts";
import type { Scope } from "../outcome.ts";
import { firstUsersConf, sealed, servingConf } from "./influxdb-conf.ts";
import { mosquittoConf, unheededByMosquitto } from "./mosquitto-conf.ts";
import { programNameOf } from "./unfit.ts";

/** @returns undefined when the service is embedded */
export function brokerProgram(
  launch: BrokerLaunch,
  service: Service,
  scope: Scope,
): { readonly program: ProgramRun; readonly problems: readonly Problem[] } | undefined {
  const common = commonOf(service, scope);
  if (!common) return undefined;
  const file = service.configs.find(({ format }) => format === "mosquitto");
  const program: ProgramRun = {
    ...common,
    process: launch.process,
    opens: launch.opens,
    configFile: `${runDir(scope.layout, launch.process)}/mosquitto.conf`,
    config: mosquittoConf(launch, service, file),
    sealed: [],
  };
  return { program, problems: unheededByMosquitto(service, file) };
}

/**
 * influxd shows its inside (`/debug/vars`, `/metrics`) to everybody whom it lets connect, login or not; so it listens on a unix socket, and
 * our gate lets through what asks for a login.
 * @returns the launch as it is for an embedded database; else with the program, and with what is left for the gate to open
 */
export function withDatabaseProgram(launch: DatabaseLaunch, service: Service, scope: Scope): DatabaseLaunch {
  const common = commonOf(service, scope);
  if (!common) return launch;
  const { layout, generated } = scope;
  const process = `${launch.process}:influxd`;
  const at = (name: string) => `${runDir(layout, process)}/${name}`;
  const socket = at("http");
  const hasStatements = generated.some((file) => file.service === service.name && file.name === ownFile.firstUsers);
  const program: ProgramRun = {
    ...common,
    process,
    opens: launch.opens,
    gated: socket,
    configFile: at("influxdb.conf"),
    config: servingConf(launch, service, socket),
    sealed,
    ...(hasStatements && { firstUsers: firstUsersOf(launch, service, scope, at) }),
  };
  return { ...launch, opens: { read: launch.opens.read, write: [] }, program };
}

function firstUsersOf(
  launch: DatabaseLaunch,
  service: Service,
  { identities, layout }: Scope,
  at: (name: string) => string,
): FirstUsers {
  const socket = at("users");
  const names = identities.flatMap((one) =>
    one.target === "database" && one.server === service.name ? one.database : [],
  );
  return {
    configFile: at("first-users.conf"),
    config: firstUsersConf(launch, service, socket),
    socket,
    admin: service.environment.find(({ name }) => name === "INFLUXDB_ADMIN_USER")?.value || "admin",
    statementsFile: generatedFile(layout, service.name, ownFile.firstUsers),
    statements: [...new Set(names)].map((name) => retention(name, launch.retentionS)),
    doneFile: `${launch.dataDir}/edgeward-users`,
  };
}

/** Shortest retention that influxd 1.x takes, in seconds. */
const leastRetentionS = 3600;

/** Names of databases are safe within quotes: hardening lets no others through. */
const retention = (database: string, seconds: number | undefined): string =>
  `ALTER RETENTION POLICY "autogen" ON "${database}" DURATION ${
    seconds === undefined ? "INF" : `${Math.max(leastRetentionS, Math.ceil(seconds))}s`
  }`;

function commonOf(service: Service, scope: Scope) {
  const name = programNameOf(service);
  const installed = name && scope.programs[name];
  const check = checkOf(service, scope);
  return installed && { ...installed, ...(check && { check }) };
}
