/**
 * Names of the databases that an InfluxDB 1.x on this machine keeps: each has a directory of its name.
 * @see InfluxDB 1.8 documentation, "File system layout", data directory
 */
import { influxMajor } from "../../model/image.ts";
import type { EnvVar, Service, Stack } from "../../model/stack.ts";
import { textOf } from "../../model/table.ts";

/** Every InfluxDB 1.x has it: what the server writes about itself. */
const ownDatabase = "_internal";

/** @param directories that lie below the programs' data directories */
export function withDatabases(stack: Stack, directories: readonly string[]): Stack {
  return {
    ...stack,
    services: stack.services.map((service) => (influxMajor(service) === 1 ? named(service, directories) : service)),
  };
}

/** As the variable that names a database in a container: further on nobody has to know where the names come from. */
function named(service: Service, directories: readonly string[]): Service {
  const config = service.configs.find(({ format }) => format === "influxdb");
  const home = ((config && textOf(config, "data", "dir")) ?? "/var/lib/influxdb/data").replace(/\/+$/, "");
  const below = directories.filter((path) => path.startsWith(`${home}/`)).map((path) => path.slice(home.length + 1));
  const own = below.filter((name) => !name.includes("/") && name !== ownDatabase);
  const names = own.length > 0 ? own : [ownDatabase];
  const variables = names.map((value): EnvVar => ({ name: "INFLUXDB_DB", value, at: service.at }));
  return { ...service, environment: [...service.environment, ...variables] };
}
