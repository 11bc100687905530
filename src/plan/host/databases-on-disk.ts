/**
 * Names of the databases that an InfluxDB 1.x on this machine keeps: each has a directory of its name.
 * @see InfluxDB 1.8 documentation, "File system layout", data directory
 */
import { influxMajor } from "../../model/image.ts";
import type { EnvVar, Service, Stack } from "../../model/stack.ts";
import { textOf } from "../../model/table.ts";

/** Every InfluxDB 1.x has it: what the server writes about itself. */
const ownDatabase = "_internal";

/**
 * @param directories that lie below the programs' data directories
 * @param isNamed whether another program's settings name a database of this server: it may not have been written to yet
 */
export function withDatabases(
  stack: Stack,
  directories: readonly string[],
  isNamed: (server: Service) => boolean,
): Stack {
  return {
    ...stack,
    services: stack.services.map((service) =>
      influxMajor(service) === 1 ? named(service, directories, isNamed(service)) : service,
    ),
  };
}

/** As the variable that names a database in a container: further on nobody has to know where the names come from. */
function named(service: Service, directories: readonly string[], isNamed: boolean): Service {
  const config = service.configs.find(({ format }) => format === "influxdb");
  const home = ((config && textOf(config, "data", "dir")) ?? "/var/lib/influxdb/data").replace(/\/+$/, "");
  const below = directories.filter((path) => path.startsWith(`${home}/`)).map((path) => path.slice(home.length + 1));
  const own = below.filter((name) => !name.includes("/") && name !== ownDatabase);
  const names = own.length > 0 || isNamed ? own : [ownDatabase];
  const variables = names.map((value): EnvVar => ({ name: "INFLUXDB_DB", value, at: service.at }));
  return { ...service, environment: [...service.environment, ...variables] };
}
