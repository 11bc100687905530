/** What only a person can do once a machine's files are as they should be. */
import type { Hardened } from "../../model/hardened.ts";
import { type Listener, listenersOf } from "../../model/listener.ts";
import type { Machine } from "../../model/machine.ts";
import { ownFile } from "../../model/own-file.ts";
import type { Problem } from "../../model/problem.ts";
import type { ConfigFile } from "../../model/setting.ts";
import { havingRole, type Service } from "../../model/stack.ts";
import { textOf } from "../../model/table.ts";
import { openInputs } from "./open-inputs.ts";

/** @param seen all paths below the programs' data directories */
export const byHand = (machine: Machine, hardened: Hardened, seen: readonly string[]): readonly Problem[] => [
  ...withoutOurs(hardened),
  ...toStartWith(machine, hardened),
  ...keptPassword(machine, hardened, seen),
  ...keptSources(machine, hardened, seen),
  ...openInputs(hardened.stack),
];

/** The programs of the machine, and the probes, trust our authority and speak MQTT without WebSockets: one listener has to serve them. */
const withoutOurs = ({ stack }: Hardened): readonly Problem[] =>
  havingRole(stack, "broker").flatMap((broker): readonly Problem[] => {
    const config = broker.configs.find(({ format }) => format === "mosquitto");
    const listeners = config ? listenersOf(config).filter(({ port }) => port !== 0) : [];
    const [first] = [...listeners.filter(({ port }) => port === 8883), ...listeners];
    if (!config || !first || listeners.some((one) => isOurs(broker, config, one))) return [];
    const remedy =
      "Give your own listener another port than 8883, and put `listener 1883` beside it, which becomes ours on 8883; or take certfile, keyfile, psk_hint and protocol out of a listener, which then gets our certificate.";
    const what = `no listener of ${broker.name} would serve MQTT with a certificate that the programs of this machine trust`;
    return [{ severity: "error", code: "no-listener", at: first.at ?? broker.at, what, remedy }];
  });

/** Where the probes knock. */
export function isOurs({ onMachine }: Service, config: ConfigFile, { section, protocol }: Listener): boolean {
  return protocol === "mqtt" && textOf(config, section, "certfile") === `${onMachine?.ownFiles}/${ownFile.certificate}`;
}

/** A service manager hands Telegraf the variables of its environment file; whoever else starts it has to. */
const toStartWith = (machine: Machine, { changes }: Hardened): readonly Problem[] =>
  machine.programs.flatMap(({ kind, manager, configs }): readonly Problem[] => {
    const isManaged = manager.by === "systemd" || manager.by === "init";
    const isChanged = changes.some((one) => one.kind === "environment" && one.service === kind);
    const file = configs.find(({ format }) => format === "environment")?.path;
    if (kind !== "telegraf" || isManaged || !isChanged || file === undefined) return [];
    const what = `telegraf's passwords will stand in ${file}, and nobody here is known to start it with the variables of that file`;
    const remedy = `Let what starts it read them first: \`set -a; . ${file}\` in a shell, EnvironmentFile=${file} in a unit.`;
    return [{ severity: "notice", code: "start-with-environment", at: { file, line: 1, column: 1 }, what, remedy }];
  });

/**
 * `admin_password` counts when Grafana makes its database, and never again.
 * @see Grafana documentation, "Configure Grafana", [security] admin_password; "Grafana CLI", Reset admin password
 */
function keptPassword(machine: Machine, { stack, changes }: Hardened, seen: readonly string[]): readonly Problem[] {
  const program = machine.programs.find(({ kind }) => kind === "grafana");
  const service = stack.services.find(({ name }) => name === program?.kind);
  const [ini] = program?.configs ?? [];
  const isChanged = changes.some((one) => one.measure === "lock-dashboard" && "service" in one);
  if (!program || !service || !ini || !isChanged) return [];
  return service.mounts.flatMap(({ source = "" }): readonly Problem[] => {
    if (!seen.includes(`${source}/grafana.db`)) return [];
    const words = `grafana-cli --homepath /usr/share/grafana --config ${ini.path} --configOverrides cfg:default.paths.data=${source} admin reset-admin-password --password-from-stdin`;
    return [
      {
        severity: "notice",
        code: "kept-password",
        at: { file: ini.path, line: 1, column: 1 },
        what: `Grafana has started before and keeps its administrator's password in ${source}/grafana.db, whatever its settings say`,
        remedy: `Once this is done, run as root: runuser -u ${program.account.user} -- ${words} < ${service.onMachine?.ownFiles}/${ownFile.adminPassword}`,
      },
    ];
  });
}

/** Data sources that a person made in Grafana's pages lie in its own database, and know of neither TLS nor a login. */
function keptSources(machine: Machine, { stack, identities }: Hardened, seen: readonly string[]): readonly Problem[] {
  const [ini] = machine.programs.find(({ kind }) => kind === "grafana")?.configs ?? [];
  const service = stack.services.find(({ name }) => name === "grafana");
  const names = identities.flatMap((one) =>
    one.target === "database" && one.owner === service?.name ? [`\`edgeward ${one.database}\``] : [],
  );
  const isKept = service?.mounts.some(({ source = "" }) => seen.includes(`${source}/grafana.db`));
  if (!ini || !isKept || names.length === 0) return [];
  const what =
    "data sources that were made in Grafana's own pages still ask the database without TLS and without a login";
  const remedy = `Where they mean InfluxDB on this machine, let dashboards use ${names.join(", ")} in their place.`;
  return [{ severity: "notice", code: "kept-sources", at: { file: ini.path, line: 1, column: 1 }, what, remedy }];
}
