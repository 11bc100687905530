/** The same promises from the embedded services and from mosquitto and influxd, and from each beside the other. */
import assert from "node:assert/strict";
import { connectAsync } from "mqtt";
import { afterAll, beforeAll, describe, test } from "vitest";
import { holdsBrokerContract } from "../contract/broker-contract.ts";
import { askDatabase, holdsDatabaseContract, queryPath } from "../contract/database-contract.ts";
import { eventually } from "./a-stack.ts";
import { aProviderSite, type ProviderSite, type Providers, packetLimitBytes } from "./provider-site.ts";

const all: readonly Providers[] = [
  { broker: "embedded", database: "embedded" },
  { broker: "system", database: "system" },
  { broker: "system", database: "embedded" },
  { broker: "embedded", database: "system" },
];

describe.each(all)("broker $broker, database $database", (providers) => {
  let site: ProviderSite;
  beforeAll(async () => {
    site = await aProviderSite(providers);
    await site.up();
  });
  afterAll(() => site[Symbol.asyncDispose]());

  const restart = async () => {
    await site.down();
    await site.stack.site.keys.fill(site.stack.hardened.generated, "owner");
    await site.up();
  };
  holdsBrokerContract(`broker ${providers.broker}`, () => ({
    endpoint: site.mqtt,
    ca: site.ca,
    packetLimitBytes,
    login: (user) => site.login(user, "mosquitto"),
    restart,
  }));
  holdsDatabaseContract(`database ${providers.database}`, () => ({
    endpoint: site.http,
    ca: site.ca,
    login: (user) => site.login(user, "influxdb"),
    restart,
  }));

  const publish = async (lines: readonly string[]) => {
    const { user, password } = await site.login("plc", "mosquitto");
    const { host, port, serverName } = site.mqtt;
    const plc = await connectAsync({
      protocol: "mqtts",
      host,
      port,
      servername: serverName,
      ca: site.ca,
      username: user,
      password,
    });
    for (const line of lines) await plc.publishAsync("plant/1/celsius", line, { qos: 1 });
    await plc.endAsync();
  };
  const stored = async (measurement: string): Promise<unknown> => {
    const login = await site.login("grafana", "influxdb");
    const path = `${queryPath(`SELECT v FROM ${measurement}`)}&epoch=ns`;
    const { text } = await askDatabase({ endpoint: site.http, ca: site.ca }, path, { login });
    return JSON.parse(text).results[0].series?.[0].values;
  };

  test("a message that was acknowledged is in the database, once", async () => {
    await publish(["way v=1i 1", "way v=2i 2"]);
    const values = await eventually("the points", async () => {
      const found = await stored("way");
      return Array.isArray(found) && found.length >= 2 && found;
    });
    assert.deepEqual(values, [
      [1, 1],
      [2, 2],
    ]);
  });

  test("one that is malformed is passed over, and those after it are stored", async () => {
    await publish(["this is no line", "after v=1i 1"]);
    assert.deepEqual(await eventually("the point", async () => stored("after")), [[1, 1]]);
  });

  // In one process broker and database end together, and nobody is left to publish to.
  test.runIf(providers.database === "system" && providers.broker === "system")(
    "what is published while the database is gone is stored when it is back",
    async () => {
      const influxd = await site.seen("influxdb");
      process.kill(influxd?.program?.pid ?? 0, "SIGKILL");
      await publish(["late v=1i 1"]);
      await site.up();
      assert.deepEqual(await eventually("the point", async () => stored("late").catch(() => undefined)), [[1, 1]]);
    },
  );
});
