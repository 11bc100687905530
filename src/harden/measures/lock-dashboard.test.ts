import assert from "node:assert/strict";
import { test } from "vitest";
import { after, edits, noticeCodes } from "../testing/edits.ts";
import { aService } from "../testing/stacks.ts";
import { aTig } from "../testing/tig.ts";
import { lockDashboard } from "./lock-dashboard.ts";

const grafana = (environment: Record<string, string>) =>
  aService("grafana", { role: "dashboard", image: "grafana/grafana:10.4.2", environment });
const closed = ["grafana GF_AUTH_ANONYMOUS_ENABLED=false", "grafana GF_USERS_ALLOW_SIGN_UP=false"];

test.each<[string, Record<string, string>, readonly string[]]>([
  [
    "a password that everybody knows",
    { GF_SECURITY_ADMIN_PASSWORD: "admin", GF_AUTH_ANONYMOUS_ENABLED: "true" },
    [
      "grafana gets grafana_admin_password",
      "grafana GF_SECURITY_ADMIN_PASSWORD goes",
      "grafana GF_SECURITY_ADMIN_PASSWORD__FILE=/run/secrets/grafana_admin_password",
      ...closed,
    ],
  ],
  [
    "no password, which is admin",
    {},
    [
      "grafana gets grafana_admin_password",
      "grafana GF_SECURITY_ADMIN_PASSWORD__FILE=/run/secrets/grafana_admin_password",
      ...closed,
    ],
  ],
  ["a file of one's own", { GF_SECURITY_ADMIN_PASSWORD__FILE: "/run/secrets/mine" }, closed],
])("a dashboard with %s is locked", (_, environment, expected) => {
  assert.deepEqual(edits(lockDashboard, [grafana(environment)]), expected);
});

test("what is right already, and a stack without a dashboard, are left alone", () => {
  assert.deepEqual(edits(lockDashboard, after(lockDashboard, aTig())), []);
  assert.deepEqual(edits(lockDashboard, [aService("telegraf", { role: "ingest" })]), []);
});

test("a console is given its login and its certificate", () => {
  const console = aService("console", { role: "dashboard", image: "edgeward", environment: { CONSOLE_PASSWORD: "x" } });
  const own = (what: string) => `/run/secrets/console_${what}`;
  assert.deepEqual(edits(lockDashboard, [console]), [
    "console gets console_admin_password",
    "console CONSOLE_PASSWORD goes",
    `console CONSOLE_PASSWORD_FILE=${own("admin_password")}`,
    "console gets console_certificate",
    `console CONSOLE_CERTIFICATE_FILE=${own("certificate")}`,
    "console gets console_private_key",
    `console CONSOLE_PRIVATE_KEY_FILE=${own("private_key")}`,
  ]);
  assert.deepEqual(noticeCodes(lockDashboard, [console]), []);
});

test("another dashboard is named", () => {
  assert.deepEqual(noticeCodes(lockDashboard, [aService("x", { role: "dashboard", image: "chronograf:1.9" })]), [
    "unknown-dashboard",
  ]);
});
