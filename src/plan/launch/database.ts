import { influxMajor } from "../../model/image.ts";
import type { DatabaseLaunch, IngestLaunch } from "../../model/launch.ts";
import { dataDir as dataDirOf, generatedDir, generatedFile } from "../../model/layout.ts";
import { ownFile } from "../../model/own-file.ts";
import { dataPlace } from "./data-place.ts";
import { type Outcome, processOf, type Scope, type Seat } from "./outcome.ts";
import { withDatabaseProgram } from "./system/run.ts";

/** Where each major version of the image keeps its data (Docker Hub, influxdb). */
const inside: Readonly<Record<number, string>> = {
  1: "/var/lib/influxdb",
  2: "/var/lib/influxdb2",
  3: "/var/lib/influxdb3",
};

export function databaseLaunch(
  { service, listeners }: Seat,
  scope: Scope,
  ingests: readonly IngestLaunch[],
): Outcome<DatabaseLaunch> {
  const { layout, stack } = scope;
  const { name } = service;
  const own = (what: string) => generatedFile(layout, name, what);
  const { retentionS } = stack.policy;
  // A store in memory is no store: a tmpfs gets a directory like everybody else.
  const dataDir = dataPlace(service, inside[influxMajor(service) ?? 1] ?? "", layout) ?? dataDirOf(layout, name);
  const launch: DatabaseLaunch = {
    role: "database",
    service: name,
    needs: [],
    process: processOf(name, ingests),
    opens: { read: [generatedDir(layout, name)], write: [dataDir] },
    listeners,
    tls: { certificate: own(ownFile.certificate), key: own(ownFile.privateKey) },
    userFile: own(ownFile.users),
    dataDir,
    ...(retentionS === undefined ? {} : { retentionS }),
  };
  return { launch: withDatabaseProgram(launch, service, scope) };
}
