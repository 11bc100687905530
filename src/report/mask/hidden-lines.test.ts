import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Format, hiddenLines } from "./hidden-lines.ts";

const compose = `services:
  db:
    environment:
      - POSTGRES_PASSWORD=Zq7hunter one
      - "API_TOKEN=Zq7hunter"
    command: [influxd, --password, Zq7hunter]
  web:
    environment:
      DB_PASS: Zq7 correct horse # a comment
      DB_SECRET: &s "Zq7, hunter"
      PRIVATE_KEY: |
        Zq7first
        Zq7second
      SIGNING_KEY:
        Zq7folded
      DATABASE_URL: postgres://me:Zq7hunter@db/x
      EMPTY_PASSWORD:
      POSTGRES_PASSWORD_FILE: /run/secrets/db
    annotations:
      - "traefik.http.middlewares.in.basicauth.users=a:Zq7plain,b:$$apr1$$Zq7H6uskkkW$$Zq7XLP6ewTrSuBkTrqE8wj/"
      - example.com/domains[0].token=Zq7hunter
      - node.labels.key==value
    labels: { traefik.auth.password: Zq7hunter, other: shown }
    secrets:
      - db_password
  # OLD_PASSWORD: Zq7hunter
secrets:
  db_password:
    file: ./db
`;

test("no secret of a compose file is left, and everything else is", () => {
  const lines = hiddenLines(compose, "compose");
  expect(lines.length).toBe(compose.split("\n").length);
  expect(lines.join("\n")).not.toContain("Zq7");
  expect(lines).toContain("      POSTGRES_PASSWORD_FILE: /run/secrets/db");
  expect(lines).toContain("      - db_password");
  expect(lines).toContain("      DB_PASS: ****** # a comment");
  expect(lines).toContain("      DATABASE_URL: postgres://me:******@db/x");
  expect(lines.join("\n")).toContain("other: shown");
  expect(lines).toContain("      - node.labels.key==value");
  expect(lines[0]).toBe("services:");
});

test("no secret of a telegraf.conf is left", () => {
  const text = `[[inputs.x]]
  servers = ["tcp://me:Zq7hunter@broker:1883"]
  password = "Zq7hunter" # who
  token = '''
Zq7first
Zq7second'''
  api_keys = [
    "Zq7one",
  ]
  # password = "Zq7 hunter"
  tag_keys = ["host"]
  password = "@{store:key}"
`;
  const lines = hiddenLines(text, "telegraf");
  expect(lines.length).toBe(text.split("\n").length);
  expect(lines.join("\n")).not.toContain("Zq7");
  expect(lines).toContain('  tag_keys = ["host"]');
  expect(lines).toContain('  password = "@{store:key}"');
  expect(lines).toContain('  password = "******" # who');
});

test("no secret of a mosquitto.conf is left", () => {
  const text =
    "connection c\nremote_password Zq7 hunter\n#remote_password Zq7hunter\npassword_file /run/secrets/p\n# password rules are strict\n";
  const lines = hiddenLines(text, "mosquitto");
  expect(lines.join("\n")).not.toContain("Zq7");
  expect(lines).toContain("password_file /run/secrets/p");
  expect(lines).toContain("# password rules are strict");
});

test("no secret of a grafana.ini is left, and where one lies is shown", () => {
  const text = `[database]
password = """Zq7;hunter
Zq7two""" ; who
url = mysql://me:Zq7hunter@db/grafana
;password = Zq7old Zq7words # then
[security]
admin_password = $__file{/etc/edgeward/grafana/admin_password}
secret_key=Zq7hunter
cert_key = /etc/edgeward/grafana/private_key
auth_token_enabled = true
`;
  const lines = hiddenLines(text, "grafana");
  expect(lines.length).toBe(text.split("\n").length);
  expect(lines.join("\n")).not.toContain("Zq7");
  expect(lines).toContain("admin_password = $__file{/etc/edgeward/grafana/admin_password}");
  expect(lines).toContain("cert_key = /etc/edgeward/grafana/private_key");
  expect(lines).toContain("auth_token_enabled = true");
});

test("no secret of an env file is left, and where one lies is shown", () => {
  const text = `MQTT_PASSWORD=@{edgeward:mqtt_password}
export DB_PASSWORD="Zq7 hunter
Zq7two" # who
TOKEN = 'Zq7' # note
# OLD_PASSWORD=Zq7hunter
#API_TOKEN="Zq7 hunter"
INFLUX_URL=http://me:Zq7hunter@localhost:8086
MQTT_PASSWORD_FILE=/etc/edgeward/agent/mqtt_password
PASSWORD=\${OTHER-Zq7default}
`;
  const lines = hiddenLines(text, "environment");
  expect(lines.length).toBe(text.split("\n").length);
  expect(lines.join("\n")).not.toContain("Zq7");
  expect(lines).toContain("MQTT_PASSWORD=@{edgeward:mqtt_password}");
  expect(lines).toContain("MQTT_PASSWORD_FILE=/etc/edgeward/agent/mqtt_password");
});

test("no secret of an influxdb.conf is left, and where one lies is shown", () => {
  const text = `[http]
  shared-secret = "Zq7hunter"
  # shared-secret = "Zq7 hunter"
  https-private-key = "/etc/edgeward/influxdb/private_key"
`;
  const lines = hiddenLines(text, "influxdb");
  expect(lines.join("\n")).not.toContain("Zq7");
  expect(lines).toContain('  https-private-key = "/etc/edgeward/influxdb/private_key"');
});

test("of a list of users the names are shown, and no hash", () => {
  expect(hiddenLines("# users\nme:$7$101$Zq7$Zq7==\n", "mosquitto-users")).toEqual(["# users", "me:******", ""]);
});

test("whatever the text, its lines keep their numbers", () => {
  const formats: readonly Format[] = ["compose", "mosquitto", "telegraf", "influxdb", "grafana", "environment"];
  const pieces = fc.constantFrom(
    "a: b",
    "PASSWORD: x",
    "[t]",
    "token = '''",
    "x: |",
    "  y",
    "- K=v",
    'secret = """',
    "TOKEN='",
    "; key = `",
    "\\",
    "\r\n",
    "\n",
    "-----BEGIN PRIVATE KEY-----",
    "é",
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(pieces).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(texts, fc.constantFrom(...formats), (text, format) => {
      assert.equal(hiddenLines(text, format).length, text.split("\n").length);
    }),
  );
});
