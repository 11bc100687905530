import assert from "node:assert/strict";
import { test } from "vitest";
import { showFile } from "../../model/secret.ts";
import type { Service } from "../../model/stack.ts";
import { harden } from "../harden.ts";
import { after, edits, noticeCodes } from "../testing/edits.ts";
import { aService, aStack, type ServiceWords, type TableWords, telegrafConf } from "../testing/stacks.ts";
import { aTig } from "../testing/tig.ts";
import { authenticateDatabase } from "./authenticate-database.ts";

const database = (image: string, environment: Record<string, string> = {}): Service =>
  aService("influxdb", { role: "database", image, environment });
const telegraf = (...tables: readonly TableWords[]) =>
  aService("telegraf", { role: "ingest", configs: [telegrafConf(...tables)] });
const grafana = (words: ServiceWords = {}) =>
  aService("grafana", { role: "dashboard", image: "grafana/grafana", ...words });

const guardOne = (...pages: readonly string[]) => [
  "influxdb INFLUXDB_HTTP_AUTH_ENABLED=true",
  ...pages.map((page) => `influxdb INFLUXDB_HTTP_PPROF_${page}`),
  "influxdb INFLUXDB_ADMIN_USER=admin",
  "influxdb gets influxdb_first_users_iql at /docker-entrypoint-initdb.d/first_users.iql",
];
const guardTwo = [
  "influxdb DOCKER_INFLUXDB_INIT_MODE=setup",
  "influxdb DOCKER_INFLUXDB_INIT_USERNAME=admin",
  "influxdb DOCKER_INFLUXDB_INIT_ORG=test",
  "influxdb DOCKER_INFLUXDB_INIT_BUCKET=telegraf",
  "influxdb gets influxdb_admin_password",
  "influxdb DOCKER_INFLUXDB_INIT_PASSWORD_FILE=/run/secrets/influxdb_admin_password",
  "influxdb gets influxdb_admin_token",
  "influxdb DOCKER_INFLUXDB_INIT_ADMIN_TOKEN_FILE=/run/secrets/influxdb_admin_token",
];
const guardThree = [
  "influxdb gets influxdb_admin_token",
  "influxdb INFLUXDB3_ADMIN_TOKEN_FILE=/run/secrets/influxdb_admin_token",
];

test.each<[string, Service, readonly string[]]>([
  ["version 1", database("influxdb:1.8"), guardOne("ENABLED=true", "AUTH_ENABLED=true")],
  ["version 1 whose pages ask for no login", database("influxdb:1.7.8"), guardOne("ENABLED=false")],
  ["version 1, by its variables", database("influxdb", { INFLUXDB_DB: "telegraf" }), guardOne("ENABLED=false")],
  ["version 2", database("influxdb:2.7-alpine"), guardTwo],
  [
    "version 2, by its variables",
    database("influxdb:latest", { DOCKER_INFLUXDB_INIT_MODE: "setup" }),
    guardTwo.slice(1),
  ],
  ["version 3", database("influxdb:3-core"), guardThree],
  [
    "version 3 that was started without",
    database("influxdb:3-core", { INFLUXDB3_START_WITHOUT_AUTH: "true" }),
    ["influxdb INFLUXDB3_START_WITHOUT_AUTH goes", ...guardThree],
  ],
  ["no version that can be told", database("influxdb"), []],
  ["another product", database("postgres:15"), []],
])("a database asks who is there: %s", (_, service, expected) => {
  assert.deepEqual(edits(authenticateDatabase, [service]), expected);
});

test("passwords in the environment go, and with them users who would get random ones", () => {
  const environment = {
    INFLUXDB_HTTP_AUTH_ENABLED: "true",
    INFLUXDB_ADMIN_USER: "root",
    INFLUXDB_ADMIN_PASSWORD: "admin",
    INFLUXDB_USER: "telegraf",
    INFLUXDB_USER_PASSWORD: "telegraf",
  };
  assert.deepEqual(edits(authenticateDatabase, [database("influxdb:1.8", environment)]), [
    "influxdb INFLUXDB_HTTP_PPROF_ENABLED=true",
    "influxdb INFLUXDB_HTTP_PPROF_AUTH_ENABLED=true",
    "influxdb gets influxdb_first_users_iql at /docker-entrypoint-initdb.d/first_users.iql",
    "influxdb INFLUXDB_ADMIN_PASSWORD goes",
    "influxdb INFLUXDB_USER goes",
    "influxdb INFLUXDB_USER_PASSWORD goes",
  ]);
});

test("a password that comes from a file already stays there", () => {
  const environment = { DOCKER_INFLUXDB_INIT_PASSWORD_FILE: "/run/secrets/mine", DOCKER_INFLUXDB_INIT_MODE: "setup" };
  const lines = edits(authenticateDatabase, [database("influxdb:2", environment)]);
  assert.deepEqual(
    lines.filter((line) => /PASSWORD|admin_password/.test(line)),
    [],
  );
});

test("the first users' file makes each login once, after the administrator's password", () => {
  const services = [
    database("influxdb:1.8", { INFLUXDB_ADMIN_USER: "root" }),
    telegraf(
      ["outputs.influxdb[0]", { urls: ["http://influxdb:8086"], database: "fast" }],
      ["outputs.influxdb[1]", { urls: ["http://influxdb:8086"], database: "slow" }],
    ),
  ];
  const file = harden(aStack(services)).generated.find(({ name }) => name === "first_users.iql");
  assert.deepEqual(file && showFile(file).trim().split("\n"), [
    `SET PASSWORD FOR "root" = '<password of influxdb:admin_password>';`,
    'CREATE DATABASE "fast";',
    'CREATE DATABASE "slow";',
    `CREATE USER "telegraf" WITH PASSWORD '<password of telegraf@influxdb>';`,
    `CREATE USER "edgeward" WITH PASSWORD '<password of edgeward@influxdb>';`,
    'GRANT WRITE ON "fast" TO "telegraf";',
    'GRANT WRITE ON "slow" TO "telegraf";',
    'GRANT READ ON "fast" TO "edgeward";',
    'GRANT READ ON "slow" TO "edgeward";',
  ]);
});

test("who writes logs in, by name and password or by token", () => {
  const lines = edits(authenticateDatabase, [
    database("influxdb:1.8"),
    telegraf(
      ["outputs.influxdb[0]", { urls: ["http://influxdb:8086"] }],
      ["outputs.influxdb_v2[0]", { urls: ["http://influxdb:8086"], bucket: "b" }],
    ),
  ]);
  assert.deepEqual(
    lines.filter((line) => line.startsWith("telegraf ")),
    [
      "telegraf gets telegraf_database_password",
      "telegraf [secretstores.docker[0]] id edgeward",
      "telegraf [outputs.influxdb[0]] username telegraf",
      "telegraf [outputs.influxdb[0]] password @{edgeward:telegraf_database_password}",
      "telegraf [outputs.influxdb_v2[0]] token @{edgeward:telegraf_database_password}",
    ],
  );
});

test("each user may do at one database what its service does there", () => {
  const seen = harden(aTig()).identities.flatMap((one) =>
    one.target === "database" ? [`${one.user} ${one.access} ${one.database}`] : [],
  );
  assert.deepEqual(seen, ["telegraf write telegraf", "grafana read telegraf", "edgeward read telegraf"]);
});

test("what is right already, and a stack without a database, are left alone", () => {
  assert.deepEqual(edits(authenticateDatabase, after(authenticateDatabase, aTig())), []);
  assert.deepEqual(edits(authenticateDatabase, [telegraf(["outputs.influxdb[0]", {}]), grafana()]), []);
});

test.each<[string, readonly Service[], readonly string[]]>([
  ["a version that cannot be told", [database("influxdb")], ["unknown-version"]],
  ["another product", [database("timescale/timescaledb:2")], ["unknown-database"]],
  ["a server of which no database is known", [database("influxdb:1.8")], ["no-database"]],
  ["a dashboard's own data source", [database("influxdb:1.8", { INFLUXDB_DB: "a" }), grafana()], ["data-source"]],
  [
    "a name that could break out of a list",
    [database("influxdb:1.8", { INFLUXDB_DB: "a" }), telegraf(["outputs.influxdb[0]", { database: 'x"; DROP' }])],
    ["unfit-database-name"],
  ],
])("%s is named", (_, services, expected) => assert.deepEqual(noticeCodes(authenticateDatabase, services), expected));

test("on a person's machine Telegraf and Grafana log in under names that nobody else has", () => {
  const onMachine = (service: Service): Service => ({
    ...service,
    onMachine: { ownFiles: `/etc/edgeward/${service.name}`, names: ["localhost"] },
  });
  const output: TableWords = ["outputs.influxdb[0]", { urls: ["http://localhost:8086"], database: "plant" }];
  const all = [database("influxdb:1.8"), telegraf(output), grafana()].map(onMachine);
  const { identities, changes } = harden(aStack(all));
  const users = identities.filter(({ target }) => target === "database").map(({ user, secret }) => `${user} ${secret}`);
  assert.deepEqual(users, [
    "edgeward-telegraf telegraf@influxdb",
    "edgeward-grafana grafana@influxdb",
    "edgeward edgeward@influxdb",
  ]);
  const names = changes.flatMap((one) => (one.kind === "setting" && one.key === "username" ? [one.after] : []));
  assert.deepEqual(names, ["edgeward-telegraf"]);
});
