/** Users of a real InfluxDB, made while nobody else can reach it. */
import assert from "node:assert/strict";
import { describe, test, vi } from "vitest";
import { driving, inside, program } from "./inside.ts";
import { aMachine, scratch, type TestMachine } from "./machine.ts";

vi.setConfig({ testTimeout: 300_000 });

const conf = "/etc/influxdb/influxdb.conf";
const password = "it's-hunter22";
const admin = {
  text: "CREATE USER \"admin\" WITH PASSWORD 'it\\'s-hunter22' WITH ALL PRIVILEGES",
  unless: "user already exists",
};

async function ask(machine: TestMachine, query: string, login: readonly string[] = []): Promise<string> {
  return machine.ok(["curl", "-s", ...login, "--data-urlencode", `q=${query}`, "http://127.0.0.1:8086/query"]);
}

async function aDatabase(init: "reaper" | "systemd"): Promise<TestMachine> {
  const machine = await aMachine({ init });
  await machine.ok(["service", "influxdb", "start"]);
  await machine.listens(8086);
  await ask(machine, "CREATE DATABASE plant");
  await machine.ok(["curl", "-s", "-f", "--data-binary", "a v=1", "http://127.0.0.1:8086/write?db=plant"]);
  return machine;
}

describe.each(["reaper", "systemd"] as const)("a database that a machine's %s started", (init) => {
  test("knows its administrator afterwards, and has all that it had before", async () => {
    await using machine = await aDatabase(init);
    const found = await program(machine, "influxdb");
    const owners = () => machine.ok(["find", "/var/lib/influxdb", "!", "-user", "influxdb"]);
    for (const statements of [[admin, "CREATE DATABASE other"], [admin]]) {
      assert.deepEqual(await inside(machine, "tellDatabase", found, statements), {});
      assert.equal(
        (await machine.programs()).some(({ name }) => name === "influxd"),
        false,
      );
    }
    assert.equal(await owners(), "");
    await machine.write(conf, (await machine.read(conf)).replace("# auth-enabled = false", "auth-enabled = true"));
    assert.deepEqual(await inside(machine, "start", found), {});
    assert.match(await ask(machine, "SHOW DATABASES"), /unable to parse authentication credentials/);
    const seen = await ask(machine, "SHOW DATABASES; SELECT * FROM plant.autogen.a", ["-u", `admin:${password}`]);
    assert.match(seen, /"plant".*"other".*"v"/s);
    assert.equal(await machine.ok(["find", scratch, "-name", "edgeward-*"]), "");
    const logs = await machine.run(["grep", "-rl", "hunter22", "/var/log", "/run/log"]);
    assert.equal(logs.stdout, "");
  });
});

test("meanwhile nobody else can connect to it, and no secret is on a command line", async () => {
  await using machine = await aDatabase("reaper");
  const found = await program(machine, "influxdb");
  // Below a shell: nsenter would stop itself along with its child, and nobody would wake it.
  const request = JSON.stringify({ verb: "tellDatabase", words: [found, [admin]] });
  const told = machine.ok(["sh", "-c", '"$@"; exit $?', "engine", ...driving], { stdin: request });
  // Holds the engine as soon as the database is there without a login, and tries from the machine what somebody would try.
  const spy = `
    until pid=$(pgrep -x influxd) && socket=$(ls -d ${scratch}/edgeward-database-*); do :; done
    engine=$(ps -o ppid= -p $pid)
    kill -STOP $engine
    until curl -s -o /dev/null --unix-socket $socket/http.sock http://x/ping; do :; done
    echo root reaches the socket
    setpriv --reuid=65534 --regid=65534 --clear-groups \\
      curl -s -o /dev/null --unix-socket $socket/http.sock http://x/ping && echo a stranger reaches the socket
    for port in 8086 8088 $(nsenter -t $pid -n ss -Hltn | sed 's/.*:\\([0-9]*\\) .*/\\1/'); do
      curl -s -m 5 -o /dev/null http://127.0.0.1:$port/ping && echo port $port is reached
    done
    [ $(readlink /proc/$pid/ns/net) = $(readlink /proc/self/ns/net) ] && echo it is in the same network
    nsenter -t $pid -n ip -o link | grep -v 'state DOWN'
    secret=hunter$((20+2))
    bash -c "exec -a $secret sleep 1000" & control=$!
    until grep -qx "sleep" /proc/$control/comm; do :; done
    grep -al hunter2[2] /proc/[0-9]*/cmdline /proc/$pid/environ | sed s/$control/control/
    kill $control
    id -un $(stat -c %u /proc/$pid)
    kill -CONT $engine`;
  const seen = await machine.ok(["bash", "-c", spy]);
  assert.equal(await told, "{}");
  assert.deepEqual(seen.trim().split("\n"), ["root reaches the socket", "/proc/control/cmdline", "influxdb"]);
});

test("a refused statement is named by its number, without its words, and the database is ended", async () => {
  await using machine = await aDatabase("reaper");
  const { fault } = await inside(machine, "tellDatabase", await program(machine, "influxdb"), [
    admin,
    "CREATE USER b WITH PASSWORD hunter22",
  ]);
  assert.equal(fault?.code, "start-failed");
  assert.match(fault?.what ?? "", /statement 2 of 2/);
  assert.doesNotMatch(JSON.stringify(fault), /hunter22/);
  assert.deepEqual(
    (await machine.programs()).map(({ name }) => name),
    [],
  );
});

test("a database without a login ends with the one who started it, even if that one is killed", async () => {
  await using machine = await aDatabase("reaper");
  const words = [
    await program(machine, "influxdb"),
    Array.from({ length: 100_000 }, (_, i) => `CREATE DATABASE "d${i}"`),
  ];
  await machine.write("/srv/request", JSON.stringify({ verb: "tellDatabase", words }));
  const script = `"$@" < /srv/request & driver=$!
    until ls ${scratch}/edgeward-database-*/http.sock >/dev/null 2>&1; do :; done
    pid=$(pgrep -x influxd); kill -KILL $driver; wait $driver
    while [ -d /proc/$pid ]; do :; done`;
  await machine.run(["bash", "-c", script, "killed", ...driving]);
  assert.deepEqual(
    (await machine.programs()).map(({ name }) => name),
    [],
  );
});
