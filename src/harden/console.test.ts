/** Edgeward's own dashboard in somebody's stack: set up whole, with what they set themselves kept where it is safe. */
import assert from "node:assert/strict";
import { test } from "vitest";
import { harden } from "./harden.ts";
import { aService, aStack, type ServiceWords } from "./testing/stacks.ts";
import { aTelegrafConf, aTig } from "./testing/tig.ts";

const aConsole = (words: ServiceWords = {}) =>
  aService("console", { role: "dashboard", image: "edgeward:1", command: ["play", "console"], ...words });
const withConsole = (words: ServiceWords = {}, others = aTig().services) => aStack([...others, aConsole(words)]);
const aDatabase = (name: string, image = "influxdb:1.8", environment: Readonly<Record<string, string>> = {}) =>
  aService(name, { role: "database", image, environment });

/** Its variables and files, once hardened. */
function hardened(stack: ReturnType<typeof withConsole>) {
  const { stack: changed, generated, identities, secrets, notices } = harden(stack);
  const own = changed.services.find(({ name }) => name === "console") ?? assert.fail("no console");
  return {
    own,
    environment: Object.fromEntries(own.environment.map(({ name, value }) => [name, value])),
    grants: own.grants.map(({ value }) => value).toSorted(),
    files: generated.filter(({ service }) => service === "console").map(({ name }) => name),
    logins: identities.filter(({ owner, server }) => owner === "console" || server === "console"),
    operator: generated.filter(({ service }) => service === "operator").map(({ name }) => name),
    secrets,
    problems: notices.filter(({ what }) => /\bconsole\b/.test(what)),
  };
}

const codes = (stack: ReturnType<typeof withConsole>) =>
  hardened(stack).problems.map(({ severity, code }) => `${severity} ${code}`);

const all = {
  INFLUX_URL: "https://influxdb:8086",
  INFLUX_DATABASE: "telegraf",
  INFLUX_USERNAME: "console",
  INFLUX_PASSWORD_FILE: "/run/secrets/console_database_password",
  INFLUX_CA_FILE: "/run/secrets/console_ca",
  CONSOLE_PASSWORD_FILE: "/run/secrets/console_admin_password",
  CONSOLE_CERTIFICATE_FILE: "/run/secrets/console_certificate",
  CONSOLE_PRIVATE_KEY_FILE: "/run/secrets/console_private_key",
};
const files = ["admin_password", "ca", "certificate", "database_password", "private_key"];

test("a console of which nothing is said but its command is told all that it needs, and has the files", () => {
  const { environment, grants, files: made, logins, operator, secrets, problems } = hardened(withConsole());
  assert.deepEqual(environment, all);
  assert.deepEqual(
    grants,
    files.map((file) => `console_${file}`),
  );
  assert.deepEqual(made.toSorted(), files);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    logins.map((one) => [one.target, one.server, one.owner, one.user, one.target === "database" && one.access]),
    [
      ["database", "influxdb", "console", "console", "read"],
      ["dashboard", "console", "operator", "admin", false],
    ],
  );
  assert.ok(operator.includes("console_password"));
  const certificate = secrets.find(({ ref }) => ref === "console:certificate");
  assert.ok(certificate?.kind === "server-certificate" && certificate.dnsNames.includes("console"));
});

test("it may read the database that it shows, and no other", () => {
  const others = aTig().services.map((one) => (one.name === "telegraf" ? { ...one, configs: [aTelegrafConf()] } : one));
  const two = [...others, aDatabase("spare")];
  const stack = withConsole({ environment: { INFLUX_URL: "http://influxdb:8086", INFLUX_DATABASE: "telegraf" } }, [
    ...two.map((one) =>
      one.name === "influxdb" ? aDatabase("influxdb", "influxdb:1.8", { INFLUXDB_DB: "alarms" }) : one,
    ),
  ]);
  const { logins, environment, problems } = hardened(stack);
  assert.deepEqual(
    logins.flatMap((one) => (one.target === "database" ? [`${one.server} ${one.access} ${one.database}`] : [])),
    ["influxdb read telegraf"],
  );
  assert.equal(environment.INFLUX_URL, "https://influxdb:8086", "what was in clear text");
  assert.deepEqual(problems, []);
});

test.each<[string, Record<string, string>, Record<string, string | undefined>]>([
  ["a port and a name to sign in with", { CONSOLE_PORT: "3443", CONSOLE_USERNAME: "ann" }, {}],
  [
    "the database by a port of its own, in clear text and with a login in it",
    { INFLUX_URL: "http://me:secret@influxdb:9086" },
    { INFLUX_URL: "https://influxdb:9086" },
  ],
  ["the database by its name and port alone", { INFLUX_URL: "influxdb:8086" }, {}],
  ["another name in the certificate", { INFLUX_TLS_SERVER_NAME: "db" }, { INFLUX_TLS_SERVER_NAME: "influxdb" }],
  [
    "passwords in the environment, where others read them",
    { CONSOLE_PASSWORD: "mine", INFLUX_PASSWORD: "mine" },
    { CONSOLE_PASSWORD: undefined, INFLUX_PASSWORD: undefined },
  ],
  ["another user of the database", { INFLUX_USERNAME: "root", INFLUX_CA_FILE: "/etc/ca.pem" }, {}],
])("told %s, it keeps what is safe", (_, given, expected) => {
  const kept = Object.fromEntries(Object.entries(given).filter(([name]) => !(name in all)));
  const { environment } = hardened(withConsole({ environment: given }));
  const wanted = Object.entries({ ...kept, ...all, ...expected }).filter(([, value]) => value !== undefined);
  assert.deepEqual(environment, Object.fromEntries(wanted));
});

test("a certificate and a password of the person's own stay, and that no probe looks at them is said", () => {
  const environment = {
    CONSOLE_CERTIFICATE_FILE: "/certs/c.pem",
    CONSOLE_PRIVATE_KEY_FILE: "/certs/k.pem",
    CONSOLE_PASSWORD_FILE: "/run/secrets/mine",
  };
  const { environment: after, files: made, logins, secrets, problems } = hardened(withConsole({ environment }));
  assert.deepEqual(after, { ...all, ...environment });
  assert.deepEqual(made.toSorted(), ["ca", "database_password"]);
  assert.deepEqual(
    logins.map(({ target }) => target),
    ["database"],
  );
  assert.ok(!secrets.some(({ ref }) => ref.startsWith("console:")));
  assert.deepEqual(
    problems.map(({ code }) => code),
    ["own-certificate", "own-password"],
  );
});

test("a certificate without its key is replaced, with the key", () => {
  const { environment } = hardened(withConsole({ environment: { CONSOLE_CERTIFICATE_FILE: "/certs/c.pem" } }));
  assert.deepEqual(environment, all);
});

const elsewhere = {
  INFLUX_URL: "https://db.example:8086",
  INFLUX_DATABASE: "d",
  INFLUX_USERNAME: "reader",
  INFLUX_PASSWORD_FILE: "/run/secrets/mine",
  INFLUX_CA_FILE: "/etc/ca.pem",
};

test.each<[string, ReturnType<typeof withConsole>, readonly string[]]>([
  ["no database", withConsole({}, []), ["error no-database-to-show"]],
  ["a database of another kind", withConsole({}, [aDatabase("pg", "postgres:15")]), ["error no-database-to-show"]],
  ["InfluxDB 2", withConsole({}, [aDatabase("influxdb", "influxdb:2.7")]), ["error no-database-to-show"]],
  ["an InfluxDB of any version", withConsole({}, [aDatabase("influxdb", "influxdb")]), ["error no-database-to-show"]],
  ["two servers", withConsole({}, [aDatabase("a"), aDatabase("b")]), ["error several-databases"]],
  ["a server that keeps nothing known", withConsole({}, [aDatabase("a")]), ["error no-database-to-show"]],
  [
    "several databases",
    withConsole({}, [
      ...aTig().services.filter(({ name }) => name !== "influxdb"),
      aDatabase("influxdb", "influxdb:1.8", { INFLUXDB_DB: "alarms" }),
    ]),
    ["error no-database-to-show"],
  ],
  [
    "a name that nobody writes to",
    withConsole({ environment: { INFLUX_DATABASE: "telgraf" } }),
    ["notice nobody-writes"],
  ],
  ["a name that is none", withConsole({ environment: { INFLUX_DATABASE: "a'b" } }), ["error unfit-database-name"]],
  [
    "a server elsewhere in clear text",
    withConsole({ environment: { ...elsewhere, INFLUX_URL: "http://db.example" } }),
    ["error clear-text"],
  ],
  [
    "a server elsewhere without a login",
    withConsole({ environment: { INFLUX_URL: "https://db.example" } }),
    ["error no-login"],
  ],
  ["a server elsewhere", withConsole({ environment: elsewhere }), ["notice database-elsewhere"]],
  [
    "two servers, of which it waits for one",
    withConsole({ dependsOn: ["a"] }, [aDatabase("a", "influxdb:1.8", { INFLUXDB_DB: "x" }), aDatabase("b")]),
    [],
  ],
])("of a console beside %s it is said what is missing", (_, stack, expected) => {
  assert.deepEqual(codes(stack), expected);
});

test("what it is told of a server elsewhere stays as it is", () => {
  const { environment } = hardened(withConsole({ environment: elsewhere }));
  const { CONSOLE_PASSWORD_FILE, CONSOLE_CERTIFICATE_FILE, CONSOLE_PRIVATE_KEY_FILE } = all;
  assert.deepEqual(environment, {
    ...elsewhere,
    CONSOLE_PASSWORD_FILE,
    CONSOLE_CERTIFICATE_FILE,
    CONSOLE_PRIVATE_KEY_FILE,
  });
});

test("hardening what is hardened changes nothing, and a database whose address was moved is found", () => {
  for (const environment of [{}, elsewhere, { CONSOLE_USERNAME: "ann" }]) {
    const { stack } = harden(withConsole({ environment }));
    assert.deepEqual(harden(stack).changes, []);
  }
  const moved = [aDatabase("db", "influxdb:1.8", { INFLUXDB_DB: "x", INFLUXDB_HTTP_BIND_ADDRESS: ":9086" })];
  assert.equal(hardened(withConsole({}, moved)).environment.INFLUX_URL, "https://db:9086");
});
