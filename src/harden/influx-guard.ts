/** What makes each major version of InfluxDB ask for a login, with an administrator before strangers can make one. */
import type { Change } from "../model/change.ts";
import { imageOf, influxMajor } from "../model/image.ts";
import { ownFile } from "../model/own-file.ts";
import type { Service, Stack } from "../model/stack.ts";
import { textOf } from "../model/table.ts";
import { influxHas } from "../model/versions.ts";
import { databaseNames } from "./databases.ts";
import { fromFile } from "./from-file.ts";
import { adminOf, adminTokenFile, firstUsersFile } from "./influx-files.ts";
import { environment, granting, type Reason, secretPath, withoutVariable } from "./propose.ts";
import { influxTables } from "./telegraf-tables.ts";

export function guarded(stack: Stack, database: Service, measure: string): readonly Change[] {
  switch (influxMajor(database)) {
    case 1:
      return guardedOne(database, measure);
    case 2:
      return guardedTwo(stack, database, measure);
    case 3:
      return guardedThree(database, measure);
    case undefined:
      return [];
  }
}

/** The image's own way to make users takes passwords from the environment, where everybody who may list processes reads them. */
function guardedOne(database: Service, measure: string): readonly Change[] {
  const source =
    "InfluxDB 1.8 documentation, Authentication and authorization; influxdata/influxdata-docker, 1.8/init-influxdb.sh";
  const auth: Reason = {
    measure,
    why: "The database answers nobody without a login; as it came, everybody who reached it could read and delete everything.",
    source,
  };
  const first: Reason = {
    measure,
    why: "Until there is an administrator anyone can make themselves one: this one is made before the port opens, with its password from a file.",
    source,
  };
  const passwords = database.environment.filter(({ name }) =>
    /^INFLUXDB_(ADMIN_|((READ|WRITE)_)?USER_)PASSWORD$|^INFLUXDB_((READ|WRITE)_)?USER$/.test(name),
  );
  return [
    ...environment(database, "INFLUXDB_HTTP_AUTH_ENABLED", "true", auth),
    ...profiling(database, measure),
    ...environment(database, "INFLUXDB_ADMIN_USER", adminOf(database), first),
    ...granting(database, firstUsersFile, first, `/docker-entrypoint-initdb.d/${firstUsersFile}`),
    ...passwords.flatMap(({ name }) => withoutVariable(database, name, first)),
  ];
}

/** A version that asks for a login there closes `/debug/vars` with it; any other has only the profiles to switch off. */
function profiling(database: Service, measure: string): readonly Change[] {
  const source = "InfluxDB 1.8 documentation, Configuration, [http] pprof-enabled, pprof-auth-enabled";
  if (!influxHas(imageOf(database)?.tag, "http pprof-auth-enabled")) {
    const why = "The profiling pages show the database's inside to everybody, login or not.";
    return environment(database, "INFLUXDB_HTTP_PPROF_ENABLED", "false", { measure, why, source });
  }
  const why =
    "The pages about the database's inside ask for an administrator's login; switched off, one of them, /debug/vars, would stay open to everybody.";
  return [
    ...environment(database, "INFLUXDB_HTTP_PPROF_ENABLED", "true", { measure, why, source }),
    ...environment(database, "INFLUXDB_HTTP_PPROF_AUTH_ENABLED", "true", { measure, why, source }),
  ];
}

/** Without `setup` the first one who opens the page becomes the administrator. */
function guardedTwo(stack: Stack, database: Service, measure: string): readonly Change[] {
  const reason: Reason = {
    measure,
    why: "Until somebody has set it up, whoever reaches the database first becomes its administrator: it sets itself up, with secrets from files.",
    source: "Docker Hub, influxdb, Using this Image - InfluxDB 2, DOCKER_INFLUXDB_INIT_PASSWORD_FILE",
  };
  const given = (name: string) => database.environment.find((variable) => variable.name === name)?.value;
  const init = (word: string, fallback: string) => {
    const name = `DOCKER_INFLUXDB_INIT_${word}`;
    return given(name) || given(`${name}_FILE`) ? [] : environment(database, name, fallback, reason);
  };
  const organizations = stack.services.flatMap((client) =>
    influxTables(stack, client)
      .filter((table) => table.server === database)
      .flatMap(({ place, section }) => textOf(place.file, section, "organization") ?? []),
  );
  const [bucket] = databaseNames(stack, database);
  return [
    ...init("MODE", "setup"),
    ...init("USERNAME", "admin"),
    ...init("ORG", organizations[0] || stack.name),
    ...init("BUCKET", bucket?.value ?? "telegraf"),
    ...fromFile(database, "DOCKER_INFLUXDB_INIT_PASSWORD", ownFile.adminPassword, reason),
    ...fromFile(database, "DOCKER_INFLUXDB_INIT_ADMIN_TOKEN", adminTokenFile, reason),
  ];
}

/** Version 3 starts with tokens on; its first administrator's token may come from a file. */
function guardedThree(database: Service, measure: string): readonly Change[] {
  const reason: Reason = {
    measure,
    why: "Until there is an administrator's token anyone can make one: this one is there from the start, from a file.",
    source:
      "InfluxDB 3 Core documentation, Use a preconfigured admin token; Configuration options, admin-token-file, without-auth",
  };
  return [
    ...withoutVariable(database, "INFLUXDB3_START_WITHOUT_AUTH", reason),
    ...granting(database, adminTokenFile, reason),
    ...environment(database, "INFLUXDB3_ADMIN_TOKEN_FILE", secretPath(database, adminTokenFile), reason),
  ];
}
