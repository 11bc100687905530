import { expect, test } from "vitest";
import { influxMajor, isGrafana, isMosquitto } from "../../model/image.ts";
import { aProgram, readingMachine, readingProgram } from "./testing/a-machine.ts";

const mosquittoConf = "/etc/mosquitto/mosquitto.conf";
const debianMosquitto = [
  mosquittoConf,
  "persistence true\npersistence_location /var/lib/mosquitto/\nlog_dest file /var/log/mosquitto/mosquitto.log\ninclude_dir /etc/mosquitto/conf.d\n",
] as const;

test("what is installed becomes services with a role, an image and a directory of their own", () => {
  const { stack, said } = readingMachine([
    aProgram("mosquitto", [debianMosquitto], { version: "2.0.11" }),
    aProgram("influxdb", [["/etc/influxdb/influxdb.conf", "[http]\n"]], { version: "1.6.7~rc0-1+b13" }),
    aProgram("telegraf", [["/etc/telegraf/telegraf.conf", "[agent]\n"]], { version: "v1.20.0" }),
    aProgram("grafana", [["/etc/grafana/grafana.ini", ""]], { version: "9.5" }),
    aProgram("agent", [["/etc/agent.env", ""]]),
  ]);
  expect(said).toEqual([]);
  expect(stack.name).toBe("edge1");
  expect(stack.services.map(({ name, role, image }) => [name, role, image?.value])).toEqual([
    ["mosquitto", "broker", "eclipse-mosquitto:2.0.11"],
    ["influxdb", "database", "influxdb:1.6.7-rc0-1-b13"],
    ["telegraf", "ingest", "telegraf:1.20.0"],
    ["grafana", "dashboard", "grafana/grafana:9.5"],
    ["agent", "agent", undefined],
  ]);
  const [mosquitto, influxdb, , grafana] = stack.services;
  expect([mosquitto && isMosquitto(mosquitto), grafana && isGrafana(grafana)]).toEqual([true, true]);
  expect(influxdb && influxMajor(influxdb)).toBe(1);
  expect(mosquitto?.onMachine).toEqual({
    ownFiles: "/etc/edgeward/mosquitto",
    names: ["localhost", "127.0.0.1", "::1", "edge1", "192.0.2.7", "2001:db8::7"],
  });
});

test.each([
  ["[meta]\n  dir = '/d'\n", "/etc/influxdb/influxdb.conf", 1],
  ["bolt-path = '/b'\n", "/etc/influxdb/config.toml", 2],
  ["node-id = 'a'\n", "/etc/x.conf", 3],
  ["", "/etc/influxdb3/influxdb3-core.conf", 3],
  ["", "/etc/influxdb.conf", 1],
])("a database that nobody could ask tells its generation by %j in %s", (text, path, major) => {
  const { service } = readingProgram(aProgram("influxdb", [[path, text]]));
  expect(influxMajor(service)).toBe(major);
});

test("a program without any file of its own cannot be secured", () => {
  const { said, problems } = readingProgram(aProgram("mosquitto", [], { executable: "/usr/sbin/mosquitto" }));
  expect(said).toEqual(["error config-unseen /usr/sbin/mosquitto:1:1"]);
  expect(problems[0]?.remedy).toContain("--mosquitto-conf FILE");
});

test("two brokers are named with how they were found, and one has to be chosen", () => {
  const { said, problems } = readingMachine([
    aProgram("mosquitto", [["/a.conf", ""]], { foundBy: "process 7" }),
    aProgram("mosquitto", [["/b.conf", ""]], { foundBy: "process 9" }),
  ]);
  expect(said).toEqual(["error two-of-a-kind /b.conf:1:1"]);
  expect(problems[0]?.what).toBe("mosquitto is here twice: process 7 and process 9");
});

test("all that is wrong in all files is said at once, in the order of the programs", () => {
  const { said } = readingMachine([
    aProgram("mosquitto", [
      [mosquittoConf, "include_dir /etc/mosquitto/conf.d\nallow_anonymous yes\n"],
      ["/etc/mosquitto/conf.d/a.conf", "max_connections many\nnot_yet_known 1\n"],
    ]),
    aProgram("influxdb", [["/etc/influxdb/influxdb.conf", "[http]\nauth-enabled = 'yes'\n"]]),
    aProgram("telegraf", [
      ["/etc/telegraf/telegraf.conf", "[agent\n"],
      ["/etc/telegraf/telegraf.d/x.conf", "[agent]\n  new_option = 1\nx\n"],
    ]),
    aProgram("grafana", [["/etc/grafana/grafana.ini", "[paths\nx\n"]]),
  ]);
  expect(said).toEqual([
    "error bad-setting /etc/mosquitto/mosquitto.conf:2:17",
    "error bad-setting /etc/mosquitto/conf.d/a.conf:1:17",
    "notice unknown-setting /etc/mosquitto/conf.d/a.conf:2:1",
    "error wrong-type /etc/influxdb/influxdb.conf:2:1",
    "error toml /etc/telegraf/telegraf.conf:1:7",
    "error toml /etc/telegraf/telegraf.d/x.conf:3:2",
    "error ini /etc/grafana/grafana.ini:1:1",
    "error ini /etc/grafana/grafana.ini:2:1",
  ]);
});

test("what only our own broker would leave out is not said of a mosquitto that runs", () => {
  const text = "listener 8883\nrequire_certificate true\nprotocol websockets\nconnection up\naddress a:1883\n";
  expect(readingProgram(aProgram("mosquitto", [[mosquittoConf, text]])).said).toEqual([]);
});

test("two password files stop mosquitto 2.0; of 2.1 the last one counts", () => {
  const text = "listener 1883\npassword_file /a\npassword_file /b\n";
  const said = (version: string) => readingProgram(aProgram("mosquitto", [[mosquittoConf, text]], { version })).said;
  expect(said("2.0.11")).toEqual([`error duplicate-setting ${mosquittoConf}:3:1`]);
  expect(said("2.1.2")).toEqual([`notice duplicate-setting ${mosquittoConf}:3:1`]);
});

test("the files of an environment are read in order, with the place of what is in force", () => {
  const { service, said } = readingProgram(
    aProgram("telegraf", [
      ["/etc/telegraf/telegraf.conf", "[agent]\n"],
      ["/etc/default/telegraf", "A=1\nB='two words'\n", "environment"],
      ["/etc/telegraf.env", "# later\nA=3\n", "environment"],
    ]),
  );
  expect(said).toEqual([]);
  expect(service.environment).toEqual([
    { name: "A", value: "3", at: { file: "/etc/telegraf.env", line: 2, column: 1 } },
    { name: "B", value: "two words", at: { file: "/etc/default/telegraf", line: 2, column: 1 } },
  ]);
});

test("an agent publishes where its variables say, unless the person says otherwise", () => {
  const agent = aProgram("agent", [["/etc/agent.env", "MQTT_HOST=localhost\nMQTT_TOPIC=plant/a\n"]]);
  const at = { file: "--agent-publish", line: 1, column: 1 };
  const told = (value: string) => readingProgram(agent, { topics: { agent: { publish: [{ value, at }] } } });
  expect(readingProgram(agent).service.publish.map(({ value }) => value)).toEqual(["plant/a"]);
  expect(told("plant/#").service.publish).toEqual([{ value: "plant/#", at }]);
  expect(told("plant#").said).toEqual(["error bad-topic --agent-publish:1:1"]);
});

test("a policy that the person told is the stack's", () => {
  expect(readingMachine([], { policy: { connectionLimit: 5 } }).stack.policy).toEqual({ connectionLimit: 5 });
});

test("a machine with none of them is said to have none", () => {
  expect(readingMachine([]).said).toEqual(["error no-program --mosquitto-conf:1:1"]);
});
