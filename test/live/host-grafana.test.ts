/**
 * Grafana beside Debian's influxd, as its package installs it: nobody without a login, and a data source that can only read. A stand-in
 * plays Grafana, which no package of Debian's has: it takes everything from the files that Grafana would read. The database is real.
 */
import assert from "node:assert/strict";
import { test, vi } from "vitest";
import { installGrafana } from "./host/installed/grafana.ts";
import { works } from "./host/installed/stand-in.ts";
import type { TestMachine } from "./host/machine.ts";
import { aBusyMachine, allOf, asks, edgeward } from "./host/secured.ts";

vi.setConfig({ testTimeout: 300_000 });

/** As Grafana's own, whose defaults stand there behind semicolons; what somebody opened is written out. */
const ini = `##################### Grafana Configuration Example #####################
[server]
;http_port = 3000

[security]
# default admin user, created on startup
;admin_user = admin
# default admin password, can be changed before first start of grafana
;admin_password = admin

[users]
allow_sign_up = true

[auth.anonymous]
# enable anonymous access
enabled = true
;org_role = Viewer
`;

const grafana = "http://localhost:3000";

async function aMachineWithGrafana(): Promise<TestMachine> {
  const machine = await aBusyMachine("systemd");
  await installGrafana(machine, ini);
  const influx = "http://localhost:8086";
  await machine.ok(["curl", "-s", "-f", `${influx}/query`, "--data-urlencode", "q=CREATE DATABASE plant"]);
  await machine.ok(["curl", "-s", "-f", "--data-binary", "servo angle=42.5", `${influx}/write?db=plant`]);
  return machine;
}

/** Status and text that the path answers with. */
const says = async (machine: TestMachine, path: string, ...words: readonly string[]): Promise<string> =>
  (await machine.run(["curl", "-s", "-m", "10", "-w", " %{http_code}", `${grafana}${path}`, ...words])).stdout;

const query = ["-G", "--data-urlencode", "q=SELECT angle FROM servo", "-d", "db=plant"];

/** What of it is closed to whoever has no login. */
async function isClosed(machine: TestMachine): Promise<void> {
  assert.match(await says(machine, "/api/org"), / 401$/, "no visitors");
  assert.match(await says(machine, "/api/datasources/proxy/1/query", ...query), / 401$/);
  assert.match(await says(machine, "/api/user/signup", "-d", "{}"), / 401$/, "no sign-up");
}

test("a fresh Grafana: a password of its own, no visitors, and a data source that reads and cannot write", async () => {
  await using machine = await aMachineWithGrafana();
  const before = await allOf(machine, "grafana");
  const secured = await edgeward(machine, "host", "secure");
  assert.equal(secured.status, 0, secured.stdout + secured.stderr);
  const text = await machine.read("/etc/grafana/grafana.ini");
  assert.match(text, /^admin_password = \$__file\{\/etc\/edgeward\/grafana\/admin_password\}$/m);
  assert.match(text, /^allow_sign_up = false$/m);
  assert.match(text, /^enabled = false$/m);
  const source = await machine.stat("/etc/grafana/provisioning/datasources/edgeward.yaml");
  assert.deepEqual([source?.uid, source?.mode], [Number(await machine.ok(["id", "-u", "grafana"])), 0o600]);

  await machine.ok(["systemctl", "start", "grafana-server"]);
  await works(machine, "grafana-server");
  await isClosed(machine);
  assert.match(await says(machine, "/api/org", "-u", "admin:admin"), / 401$/, "the password that everybody knows");
  const password = (await machine.read("/etc/edgeward/grafana/admin_password")).trim();
  const login = ["-u", `admin:${password}`];
  assert.match(await says(machine, "/api/datasources", ...login), /"edgeward plant","user":"edgeward-grafana"/);
  assert.match(await says(machine, "/api/datasources/proxy/1/query", ...query, ...login), /42\.5/);
  const write = ["--data-binary", "servo angle=1", ...login];
  assert.match(await says(machine, "/api/datasources/proxy/1/write?db=plant", ...write), /not authorized to write/);
  assert.equal((secured.stdout + secured.stderr).includes(password), false, "no secret is printed");
  assert.match((await edgeward(machine, "host", "secure")).stdout, /Nothing to change/);

  await machine.ok(["systemctl", "stop", "grafana-server"]);
  const undone = await edgeward(machine, "host", "undo");
  assert.equal(undone.status, 0, undone.stdout + undone.stderr);
  assert.equal(await allOf(machine, "grafana"), before);
});

test("a Grafana that runs is restarted, and the command that resets its old password is named; undone it is open as before", async () => {
  await using machine = await aMachineWithGrafana();
  const before = await allOf(machine, "grafana");
  const pid = async () => (await machine.programs()).find(({ name }) => name === "grafana")?.pid;
  await machine.ok(["systemctl", "start", "grafana-server"]);
  await works(machine, "grafana-server");
  const first = await pid();
  assert.match(await says(machine, "/api/org"), / 200$/, "control: visitors get in as it comes");

  const secured = await edgeward(machine, "host", "secure");
  assert.equal(secured.status, 0, secured.stdout + secured.stderr);
  assert.match(secured.stdout, /keeps its administrator's password in \/var\/lib\/grafana\/grafana\.db/);
  assert.match(secured.stdout, /let dashboards use `edgeward plant`/);
  assert.match(secured.stdout, /admin reset-admin-password --password-from-stdin/);
  await works(machine, "grafana-server");
  assert.notEqual(await pid(), first);
  await isClosed(machine);
  assert.match(await says(machine, "/api/datasources/proxy/1/query", ...query, "-u", "admin:admin"), /42\.5/);

  const undone = await edgeward(machine, "host", "undo");
  assert.equal(undone.status, 0, undone.stdout + undone.stderr);
  assert.equal(await allOf(machine, "grafana"), before);
  await works(machine, "grafana-server");
  assert.match(await says(machine, "/api/org"), / 200$/);
  assert.doesNotMatch(await asks(machine, "SHOW USERS", "http://localhost:8086/query"), /edgeward/);
});
