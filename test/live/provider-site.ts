/** A stack whose broker and database are embedded or installed programs, brought up in this process as `edgeward up` does it. */
import assert from "node:assert/strict";
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { serviceName } from "../../src/model/name.ts";
import type { Observed, ServiceSeen, Wanted } from "../../src/model/plan.ts";
import type { Endpoint, Login } from "../../src/probe/probe.ts";
import { bringUp } from "../../src/run/bring-up.ts";
import { type Prepared, prepare } from "../../src/run/prepare.ts";
import { teardown } from "../../src/run/teardown.ts";
import type { Tools } from "../../src/run/tools.ts";
import { wire } from "../../src/wire.ts";
import { freePort, main } from "./a-stack.ts";

type Provider = "embedded" | "system";

export interface Providers {
  readonly broker: Provider;
  readonly database: Provider;
}

export interface ProviderSite extends AsyncDisposable {
  readonly stack: Prepared;
  readonly directory: string;
  readonly mqtt: Endpoint;
  readonly http: Endpoint;
  readonly ca: string;
  login(user: string, server: "mosquitto" | "influxdb"): Promise<Login>;
  up(): Promise<Observed>;
  /** Ends everything, and keeps data and keys. */
  down(): Promise<void>;
  wanted(service: string): Promise<Wanted>;
  seen(service: string): Promise<ServiceSeen | undefined>;
  /** The same stack, seen by a process of its own. */
  again(): Promise<Prepared>;
}

export const packetLimitBytes = 50_000;

const compose = ({ broker, database }: Providers, mqtt: number, http: number) => `
services:
  mosquitto:
    image: eclipse-mosquitto:2.0
    ports: ["${mqtt}:1883"]
    volumes: ["./mosquitto.conf:/mosquitto/config/mosquitto.conf", "broker:/mosquitto/data"]
    x-edgeward: { provider: ${broker} }
  influxdb:
    image: influxdb:1.8
    ports: ["${http}:8086"]
    environment: { INFLUXDB_DB: telegraf }
    volumes: ["store:/var/lib/influxdb"]
    x-edgeward: { provider: ${database} }
  telegraf:
    image: telegraf:1.30
    depends_on: [mosquitto, influxdb]
    volumes: ["./telegraf.conf:/etc/telegraf/telegraf.conf:ro"]
  grafana:
    image: grafana/grafana:10.4.2
    depends_on: [influxdb]
  plc:
    image: example/plc:1
    depends_on: [mosquitto]
    x-edgeward: { publish: [plant/#], subscribe: [orders/plc] }
  scada:
    image: example/scada:1
    depends_on: [mosquitto]
    x-edgeward: { publish: [orders/#], subscribe: [plant/#] }
volumes: { broker: {}, store: {} }
x-edgeward: { policy: { packetLimit: ${packetLimitBytes} } }
`;

const mosquittoConf = "listener 1883\nallow_anonymous true\npersistence true\npersistence_location /mosquitto/data/\n";

const telegrafConf = `
[agent]
  omit_hostname = true
[[inputs.mqtt_consumer]]
  servers = ["tcp://mosquitto:1883"]
  topics = ["plant/#", "plant/+/celsius"]
  qos = 1
  data_format = "influx"
[[outputs.influxdb]]
  urls = ["http://influxdb:8086"]
  database = "telegraf"
`;

const signal = new AbortController().signal;

export async function aProviderSite(providers: Providers): Promise<ProviderSite> {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-provider-"));
  const [mqtt, http] = await Promise.all([freePort(), freePort()]);
  await writeFile(join(directory, "compose.yml"), compose(providers, mqtt, http));
  await writeFile(join(directory, "mosquitto.conf"), mosquittoConf);
  await writeFile(join(directory, "telegraf.conf"), telegrafConf);
  const dist = dirname(main);
  const open = async (): Promise<{ stack: Prepared; tools: Tools }> => {
    const packages = join(dist, "../node_modules");
    const program = { path: join(dist, "host.mjs"), code: [...new Set([dist, packages, await realpath(packages)])] };
    const tools = wire({ environment: { PATH: process.env.PATH }, program });
    const stack = await prepare({ files: [join(directory, "compose.yml")], directory }, tools);
    assert.ok("launches" in stack, JSON.stringify(stack));
    return { stack, tools };
  };
  const { stack, tools } = await open();
  const { site, hardened } = stack;
  const endpoint = (service: string) => {
    const launch = stack.launches.find((one) => one.service === service);
    assert.ok(launch && "listeners" in launch, `${service}: ${JSON.stringify(stack.unrunnable)}`);
    const [listen] = launch.listeners;
    return { host: "127.0.0.1", port: listen?.port ?? 0, serverName: service };
  };
  const down = (what: { volumes: boolean; keys: boolean }) => teardown(site, what, tools.clock, () => {}, signal);
  await site.keys.ensure(hardened.secrets);
  await site.keys.fill(hardened.generated, "owner");
  return {
    stack,
    directory,
    mqtt: endpoint("mosquitto"),
    http: endpoint("influxdb"),
    ca: await site.keys.caCertificate(),
    async login(user, server) {
      const identity = hardened.identities.find((one) => one.user === user && one.server === server);
      assert.ok(identity, `${user} at ${server}`);
      return { user, password: await site.keys.password(identity.secret) };
    },
    up: () => bringUp(stack, tools.clock, () => {}, signal),
    down: () => down({ volumes: false, keys: false }),
    async wanted(service) {
      const wanted = (await stack.wanted()).find(({ launch }) => launch.service === service);
      assert.ok(wanted, service);
      return wanted;
    },
    seen: async (service) =>
      (await site.engine.observe(signal)).services.find((one) => one.service === serviceName(service)),
    again: async () => (await open()).stack,
    async [Symbol.asyncDispose]() {
      await down({ volumes: true, keys: true });
      await rm(directory, { recursive: true, force: true });
    },
  };
}
