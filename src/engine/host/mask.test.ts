import assert from "node:assert/strict";
import { test } from "vitest";
import type { ConfigFormat, Program } from "../../model/machine.ts";
import { masked, secretsIn, telling } from "./mask.ts";

const program = (format: ConfigFormat, text: string): Program => ({
  kind: "mosquitto",
  foundBy: "a test",
  configs: [{ format, path: "/a", real: "/a", text, rights: { uid: 0, gid: 0, mode: 0o644 } }],
  account: { user: "root", group: "root", uid: 0, gid: 0 },
  manager: { by: "nobody" },
});

const rows: readonly (readonly [format: ConfigFormat, text: string, secrets: readonly string[]])[] = [
  ["mosquitto", "remote_password pass word\n", ["pass word"]],
  ["telegraf", '  password = "hunter22" # old\n', ["hunter22"]],
  ["influxdb", 'shared-secret = "hunter22"\nauth-enabled = true\n', ["hunter22"]],
  ["grafana", ";admin_password = hunter22\nsecret_key = hunter33\n", ["hunter22", "hunter33"]],
  ["environment", "INFLUX_TOKEN=hunter22\n", ["hunter22"]],
  ["mosquitto-users", "ann:$7$101$YQ==$Yg==\n", ["$7$101$YQ==$Yg=="]],
  ["mosquitto", "password_file /etc/mosquitto/users\nallow_anonymous false\n", []],
];

test.each(rows)("of %s settings %j, %j is secret", (format, text, secrets) => {
  assert.deepEqual(secretsIn(program(format, text)), secrets);
});

test("no secret is shown, nor what an address or a password file carries", () => {
  const shown = masked("cannot use hunter22 at http://ann:pw@host/ or $7$101$YQ==$Yg==", ["hunter22"]);
  assert.equal(shown, "cannot use *** at http://***@host/ or ***");
});

test("of many lines, the last ones that complain are told, without their times, and bounded", () => {
  const flood = Array.from({ length: 1000 }, (_, i) => `1700000000: all is well ${i}`);
  const told = telling(["1700000000: Error: first", ...flood, `1700000000: Error: ${"x".repeat(1000)}`].join("\n"), []);
  assert.deepEqual([told[0], told.length, told[1]?.length], ["Error: first", 2, 300]);
  assert.deepEqual(telling(flood.join("\n"), []).at(-1), "all is well 999");
});
