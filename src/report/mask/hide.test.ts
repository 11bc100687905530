import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hideSetting, hideValue, hideWithin, mask } from "./hide.ts";

/** As compose writes it. */
const variable = (inside: string): string => `\${${inside}}`;

test.each([
  ["http://admin:hunter22@influxdb:8086/db", "http://admin:******@influxdb:8086/db"],
  ["tcp://u:p@ss@word@broker:1883", "tcp://u:******@broker:1883"],
  ["root:hunter22@tcp(db:3306)/x", "root:******@tcp(db:3306)/x"],
  ["host=db user=me password=hunter22 port=5", "host=db user=me password=****** port=5"],
  ["http://x/write?u=me&token=abcdef&db=a", "http://x/write?u=me&token=******&db=a"],
  ['{"user":"me","password":"hunter 22"}', '{"user":"me","password":"******"}'],
  ["influxd --password hunter22 --port 1", "influxd --password ****** --port 1"],
  ["mosquitto_sub -u me -P hunter22 -t a", "mosquitto_sub -u me -P ****** -t a"],
  ['command: "--password hunter22 -v"', 'command: "--password ****** -v"'],
  ['o: "username=u,password=hunter22"', 'o: "username=u,password=******"'],
  ["it failed: password=hunter22 port=5", "it failed: password=****** port=5"],
  ["MQTT_PASSWORD=@{edgeward:mqtt_password}", "MQTT_PASSWORD=@{edgeward:mqtt_password}"],
  ["MQTT_PASSWORD=@{edgeward:mqtt_password}hunter22", "MQTT_PASSWORD=******"],
  ["https:/u:hunter22@h/f", "https:/u:******@h/f"],
  ["Authorization: Bearer abc.def-123", "Authorization: Bearer ******"],
  ["eyJhbGciOi.eyJzdWIiOi.c2ln", "******"],
  ["//u:hunter22@nas/share", "//u:******@nas/share"],
  ["postgresql://:hunter22@db/x", "postgresql://:******@db/x"],
  ["https://hunter22@git.example.com/x.git", "https://******@git.example.com/x.git"],
  ["redis://hunter22@db/0", "redis://******@db/0"],
  ["admin:$$apr1$$H6uskkkW$$IgXLP6ewTrSuBkTrqE8wj/,bob", "admin:******,bob"],
  ["admin:$2y$05$abcdefghijklmnopqrstuv", "admin:******"],
  ["a:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=", "a:******"],
  ["argon $argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub", "argon ******"],
  ["mysqladmin ping -uroot -phunter22 -h db", "mysqladmin ping -uroot -p****** -h db"],
  ['["CMD", "mariadb-admin", "ping", "-phunter22"]', '["CMD", "mariadb-admin", "ping", "-p******"]'],
  ["x glpat-abcdefgh12345 y", "x ****** y"],
  ["q8Zr1YpWk3TnV6bXcD0sLmHgJfEa2uQi", "******"],
  ["-----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY-----", "******\n\n"],
])("of %j, only %j is shown", (value, shown) => expect(hideWithin(value)).toBe(shown));

test.each([
  "http://influxdb:8086/write?db=a",
  "tcp://mosquitto:1883",
  "eclipse-mosquitto:2.0@sha256:0123456789abcdef0123456789abcdef0123456789abcdef",
  `${variable("MQTT_PORT:-1883")}:1883`,
  "./mosquitto.conf:/mosquitto/config/mosquitto.conf:ro",
  "edgex-security-secretstore-setup",
  "@{edgeward:telegraf_mqtt_password}",
  "password_file /run/secrets/mosquitto_passwords",
  "user@example.com",
  "ssh://git@git.example.com/x.git",
  "http://host/a@b",
  "registry.example.com:5000/team/app:1.2",
  "mysqladmin ping -p$$MYSQL_ROOT_PASSWORD",
  "docker run -p8080:80 mysql",
  "awk '{print $1$2$3$4$5$6}'",
])("%j holds no secret", (value) => expect(hideWithin(value)).toBe(value));

test("what only says where a secret lies is shown under a secret's name, too", () => {
  expect(hideValue("password", "@{edgeward:telegraf_mqtt_password}")).toBe("@{edgeward:telegraf_mqtt_password}");
  expect(hideValue("PASSWORD", "/run/secrets/db_password")).toBe("/run/secrets/db_password");
  expect(hideValue("tls_key", "/etc/telegraf/key.pem")).toBe("/etc/telegraf/key.pem");
  expect(hideValue("PASSWORD", variable("DB_PASSWORD"))).toBe(variable("DB_PASSWORD"));
  expect(hideValue("PASSWORD", "")).toBe("");
});

test("a default behind a variable is a value, not a reference", () => {
  expect(hideValue("PASSWORD", variable("DB_PASSWORD:-hunter22"))).toBe(mask);
});

test("numbers and lists under a secret's name are hidden, a switch is not", () => {
  expect(hideSetting("token", 123456)).toBe(mask);
  expect(hideSetting("tokens", ["abcdef", 7])).toEqual([mask, mask]);
  expect(hideSetting("use_token", true)).toBe(true);
  expect(hideSetting("urls", ["http://a:hunter22@b"])).toEqual(["http://a:******@b"]);
});

test("no password survives in a URL, whatever it is made of", () => {
  const password = fc.string({ minLength: 8, unit: fc.constantFrom(..."abcXYZ019_-.:%&=?#!$~") });
  fc.assert(
    fc.property(password, fc.constantFrom("http", "mqtt", "influxdb+ssl"), (secret, scheme) => {
      assert.ok(!hideWithin(`servers = ["${scheme}://user:${secret}@host:1883/path"]`).includes(secret));
    }),
  );
});

test.each([
  "a",
  "a-",
  "a://b:",
  "=a:",
  "--password ",
  "password=",
  "A1b2",
  '"',
  " -P",
  "//",
  "mysql ",
  "mysql-",
  "$1$a",
])(
  "a line of 200,000 characters of %j comes to an end",
  (piece) => void hideWithin(piece.repeat(200_000 / piece.length)),
  60_000,
);

test("hiding what is hidden changes nothing", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(hideWithin(hideWithin(text))).toBe(hideWithin(text));
    }),
  );
});

test("a comparison is no assignment: placement constraints are shown", () => {
  const constraint = "node.labels.edgeward.pin.plant == true";
  expect(hideWithin(constraint)).toBe(constraint);
});
