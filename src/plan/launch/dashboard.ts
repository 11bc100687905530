import { isConsole } from "../../model/image.ts";
import type { DashboardLaunch, DatabaseLaunch } from "../../model/launch.ts";
import { generatedDir, generatedFile } from "../../model/layout.ts";
import { ownFile } from "../../model/own-file.ts";
import type { Service } from "../../model/stack.ts";
import { needing, type Outcome, processOf, type Scope } from "./outcome.ts";
import { reachOf } from "./reach.ts";
import { listensOf } from "./seat.ts";
import { cannotRun } from "./unrunnable.ts";

const usualPort = 3000;

/** Edgeward's console is embedded; any other dashboard needs a program of its own. */
export function dashboardLaunch(
  service: Service,
  scope: Scope,
  databases: readonly DatabaseLaunch[],
): Outcome<DashboardLaunch> {
  if (!isConsole(service)) return cannotRun(service);
  const { name } = service;
  const own = (what: string) => generatedFile(scope.layout, name, what);
  const reader = scope.identities.find((one) => one.target === "database" && one.owner === name);
  const person = scope.identities.find((one) => one.target === "dashboard" && one.server === name);
  const database = databases.find((one) => one.service === reader?.server);
  if (reader?.target !== "database" || !database) return needing(service, "a database that runs here, or Docker");
  if (!person || !scope.generated.some((file) => file.service === name && file.name === ownFile.certificate))
    return needing(
      service,
      "Docker, for a password or a certificate of your own: leave both out, and it is given some",
    );
  const told = service.environment.findLast((one) => one.name === "CONSOLE_PORT")?.value;
  const port = Number(told || usualPort);
  const [listen = { host: "127.0.0.1", port }] = listensOf(service, [port]);
  const launch: DashboardLaunch = {
    role: "dashboard",
    service: name,
    needs: [database.service],
    process: processOf(name, []),
    opens: { read: [generatedDir(scope.layout, name)], write: [] },
    listeners: [listen],
    console: {
      role: "console",
      listen,
      tls: { certificate: own(ownFile.certificate), key: own(ownFile.privateKey) },
      user: person.user,
      passwordFile: own(ownFile.adminPassword),
      database: {
        ...reachOf(database.listeners, 8086),
        serverName: database.service,
        caFile: own(ownFile.ca),
        user: reader.user,
        passwordFile: own(ownFile.databasePassword),
        name: reader.database,
      },
    },
  };
  return { launch };
}
