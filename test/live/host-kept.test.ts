/** What a person had set up before Edgeward came: it goes on, or Edgeward refuses before it changes anything. */
import assert from "node:assert/strict";
import { test, vi } from "vitest";
import { aMachine } from "./host/machine.ts";
import { aBusyMachine, allOf, asks, ca, edgeward } from "./host/secured.ts";

vi.setConfig({ testTimeout: 300_000 });

const closed = "https://localhost:8086/query";
const open = "http://localhost:8086/query";

test("a database's own users and data go on, and undo leaves them", async () => {
  await using machine = await aBusyMachine();
  const tell = (query: string) => machine.ok(["curl", "-s", "-f", "-XPOST", open, "--data-urlencode", `q=${query}`]);
  await tell("CREATE USER \"admin\" WITH PASSWORD 'theirs' WITH ALL PRIVILEGES");
  await tell("CREATE DATABASE plant");
  await machine.ok(["curl", "-s", "-f", "--data-binary", "a v=42", "http://localhost:8086/write?db=plant"]);
  const before = await allOf(machine);
  const secured = await edgeward(machine, "host", "secure");
  assert.equal(secured.status, 0, secured.stdout + secured.stderr);
  const theirs = ["--cacert", ca, "-u", "admin:theirs", "-d", "db=plant"];
  assert.match(await asks(machine, "SELECT v FROM a", closed, ...theirs), /42/);
  const undone = await edgeward(machine, "host", "undo");
  assert.equal(undone.status, 0, undone.stdout + undone.stderr);
  assert.equal(await allOf(machine), before);
  await machine.listens(8086);
  assert.match(await asks(machine, "SHOW USERS", open), /\["admin",true\]/);
});

test("a database that has a user of a name that Edgeward needs: refused, and that user keeps its password", async () => {
  await using machine = await aBusyMachine();
  const create = "CREATE USER \"edgeward\" WITH PASSWORD 'theirs' WITH ALL PRIVILEGES";
  await machine.ok(["curl", "-s", "-f", "-XPOST", open, "--data-urlencode", `q=${create}`]);
  const before = await allOf(machine);
  const refused = await edgeward(machine, "host", "secure");
  assert.equal(refused.status, 3, refused.stdout + refused.stderr);
  assert.match(refused.stdout, /users of your own called `edgeward`/);
  assert.equal(await allOf(machine), before);
  await machine.listens(8086);
  assert.match(await asks(machine, "SHOW USERS", open), /\["edgeward",true\]/);
});

const certificate = `mkdir -p /etc/mosquitto/certs && cd /etc/mosquitto/certs && openssl req -x509 -newkey ec -pkeyopt \
ec_paramgen_curve:P-256 -nodes -subj /CN=mine -keyout key -out cert 2>/dev/null && chown mosquitto key && cd .. &&
touch users && mosquitto_passwd -b users ann annpw && mosquitto_passwd -b users bob bobpw && chown mosquitto users && chmod 600 users`;

const listeners = (port: number) => `per_listener_settings true
listener 1883
allow_anonymous false
password_file /etc/mosquitto/users
acl_file /etc/mosquitto/access
listener 9001
protocol websockets
allow_anonymous true
listener ${port}
certfile /etc/mosquitto/certs/cert
keyfile /etc/mosquitto/certs/key
password_file /etc/mosquitto/users
acl_file /etc/mosquitto/access`;

test("listeners, users and access of one's own, behind a link and without a last newline: they go on over TLS", async () => {
  await using machine = await aMachine();
  await machine.ok(["bash", "-c", certificate]);
  await machine.write("/etc/mosquitto/access", "user ann\r\ntopic readwrite plant/#\r\n");
  await machine.write("/etc/mosquitto/mine", listeners(8883));
  await machine.ok(["ln", "-s", "../mine", "/etc/mosquitto/conf.d/mine.conf"]);
  const found = await allOf(machine);
  const taken = await edgeward(machine, "host", "secure");
  assert.equal(taken.status, 2, taken.stdout + taken.stderr);
  assert.match(taken.stderr, /no listener of mosquitto would serve MQTT with a certificate/);
  assert.match(taken.stderr, /mine\.conf:9:1: error/, "the listener that is in the way");
  assert.match(taken.stderr, /Give your own listener another port than 8883/);
  assert.equal(await allOf(machine), found, "said before the first change");

  await machine.write("/etc/mosquitto/mine", listeners(8884));
  await machine.ok([
    "bash",
    "-c",
    "service mosquitto start; cd /etc/mosquitto; touch -d @1700000000 mine users access certs/*",
  ]);
  await machine.listens(8884);
  const before = await allOf(machine);
  const secured = await edgeward(machine, "host", "secure");
  assert.equal(secured.status, 0, secured.stdout + secured.stderr);
  const over = (port: number, trusted: string, ...words: string[]) =>
    machine.run([
      "mosquitto_pub",
      "-h",
      "localhost",
      "-p",
      `${port}`,
      "--cafile",
      trusted,
      "-q",
      "1",
      "-m",
      "1",
      ...words,
    ]);
  const ann = ["-u", "ann", "-P", "annpw"];
  assert.equal((await over(8883, ca, "-t", "plant/a", ...ann)).status, 0);
  assert.equal((await over(8884, "/etc/mosquitto/certs/cert", "--insecure", "-t", "plant/a", ...ann)).status, 0);
  assert.equal((await over(8883, ca, "-t", "a", "-u", "bob", "-P", "bobpw")).status, 0, "without a line in the list");
  assert.notEqual((await over(8883, ca, "-t", "plant/a", "-u", "ann", "-P", "wrong")).status, 0);
  const access = await machine.read("/etc/edgeward/mosquitto/acl");
  assert.match(access, /user ann\s+topic readwrite plant\/#/);
  assert.match((await edgeward(machine, "host", "secure")).stdout, /Nothing to change/);
  assert.equal((await edgeward(machine, "host", "undo")).status, 0);
  assert.equal(await allOf(machine), before);
});
