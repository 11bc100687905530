import assert from "node:assert/strict";
import { test } from "vitest";
import { Fault } from "../../model/fault.ts";
import { readConsole } from "./read-console.ts";

const environment = {
  CONSOLE_CERTIFICATE_FILE: "/certificate",
  CONSOLE_PRIVATE_KEY_FILE: "/key",
  CONSOLE_PASSWORD_FILE: "/password",
  INFLUX_URL: "https://influxdb",
  INFLUX_DATABASE: "plant",
  INFLUX_USERNAME: "console",
  INFLUX_PASSWORD_FILE: "/database",
  INFLUX_CA_FILE: "/ca",
};
const files: Readonly<Record<string, string>> = {
  "/certificate": "PEM",
  "/key": "PEM",
  "/password": "long-and-random\n",
  "/database": "another\n",
  "/ca": "PEM",
  "/name": "Operator\n",
  "/known": "Changeme\n",
  "/empty": "\r\n",
};
const read = (more: Readonly<Record<string, string>> = {}) =>
  readConsole({ ...environment, ...more }, async (path) => files[path]);

test("what is not said has its usual value, and an empty variable says nothing", async () => {
  const { launch } = await read({ CONSOLE_PORT: "", CONSOLE_USERNAME: "", INFLUX_TLS_SERVER_NAME: "" });
  assert.deepEqual([launch?.listen, launch?.user], [{ port: 3000 }, "admin"]);
  const { host, port, serverName, name } = launch?.database ?? {};
  assert.deepEqual([host, port, serverName, name], ["influxdb", 8086, "influxdb", "plant"]);
  assert.ok(!JSON.stringify(launch).includes("long-and-random"));
});

test("an address may be IPv6, with a port, and the certificate's name another", async () => {
  const more = { INFLUX_URL: "HTTPS://[fd00::1]:9086/", INFLUX_TLS_SERVER_NAME: "db", CONSOLE_ADDRESS: "::1" };
  const { launch } = await read(more);
  const { host, port, serverName } = launch?.database ?? {};
  assert.deepEqual([host, port, serverName, launch?.listen.host], ["fd00::1", 9086, "db", "::1"]);
});

test.each<[Readonly<Record<string, string>>, RegExp]>([
  [{ CONSOLE_PORT: "0" }, /CONSOLE_PORT `0` is no port/],
  [{ CONSOLE_PORT: "3000x" }, /CONSOLE_PORT `3000x` is no port/],
  [{ CONSOLE_CERTIFICATE_FILE: "" }, /CONSOLE_CERTIFICATE_FILE is not set/],
  [{ CONSOLE_PRIVATE_KEY_FILE: "/absent" }, /CONSOLE_PRIVATE_KEY_FILE names \/absent/],
  [{ CONSOLE_PASSWORD_FILE: "/known" }, /CONSOLE_PASSWORD_FILE holds a password that is tried first/],
  [{ CONSOLE_PASSWORD_FILE: "/empty" }, /CONSOLE_PASSWORD_FILE holds an empty password/],
  [{ CONSOLE_PASSWORD_FILE: "/name", CONSOLE_USERNAME: "operator" }, /CONSOLE_PASSWORD_FILE holds a password that/],
  [{ INFLUX_PASSWORD_FILE: "/empty" }, /INFLUX_PASSWORD_FILE holds an empty password/],
  [{ INFLUX_URL: "http://influxdb:8086" }, /INFLUX_URL `http:\/\/influxdb:8086` is not https/],
  [{ INFLUX_URL: "https://u:hunter-two@influxdb" }, /INFLUX_URL has a login in it/],
  [{ INFLUX_URL: "https://influxdb:8086/x?u=hunter-two" }, /INFLUX_URL names more than a server/],
  [{ INFLUX_URL: "https://influxdb:0" }, /INFLUX_URL/],
  [{ INFLUX_URL: "not an address" }, /INFLUX_URL `not an address` is no address/],
])("%o is refused", async (more, said) => {
  await assert.rejects(read(more), (error) => {
    assert.ok(error instanceof Fault && error.code === "bad-command-line");
    assert.match(error.message, said);
    assert.ok(!`${error.message}${error.remedy}`.includes("hunter-two"));
    return true;
  });
});

test("all that is wrong is named at once", async () => {
  await assert.rejects(
    readConsole({}, async () => undefined),
    (error) => {
      assert.ok(error instanceof Fault);
      for (const name of Object.keys(environment)) assert.ok(error.message.includes(`${name} is not set`), name);
      assert.equal(error.remedy.split("\n").length, Object.keys(environment).length);
      return true;
    },
  );
});
