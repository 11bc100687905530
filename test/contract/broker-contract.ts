/** What every broker promises, whatever program plays it. mqtt.js is the witness. */
import assert from "node:assert/strict";
import { connect as connectPlain } from "node:net";
import { connect, connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { test } from "vitest";
import type { Endpoint, Login } from "../../src/probe/probe.ts";

/** Its users: `plc` publishes below `plant` and reads `orders/plc`; `scada` the other way round. */
export interface BrokerUnderTest {
  readonly endpoint: Endpoint;
  readonly ca: string;
  readonly packetLimitBytes: number;
  login(user: string): Promise<Login>;
  /** Ends it in order and starts it again. */
  restart(): Promise<void>;
}

/** A message that does not come is waited for no longer than one that was sent after it takes. */
interface Client extends AsyncDisposable {
  readonly mqtt: MqttClient;
  readonly heard: string[];
  /** Waits until a message with this payload was heard. */
  hears(payload: string): Promise<void>;
}

export function holdsBrokerContract(name: string, given: () => BrokerUnderTest): void {
  const options = async (user: string | undefined, more: IClientOptions = {}): Promise<IClientOptions> => {
    const { endpoint, ca, login } = given();
    const { user: username, password } = user === undefined ? {} : await login(user);
    return {
      protocol: "mqtts",
      host: endpoint.host,
      port: endpoint.port,
      servername: endpoint.serverName,
      ca,
      reconnectPeriod: 0,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...more,
    };
  };

  async function aClient(user: string, more: IClientOptions = {}): Promise<Client> {
    const mqtt = connect(await options(user, more));
    const heard: string[] = [];
    let told = () => {};
    // Before it is connected: what was kept for it comes right behind CONNACK.
    mqtt.on("message", (_, payload) => {
      heard.push(payload.toString());
      told();
    });
    await new Promise<void>((resolve, reject) => {
      mqtt.once("connect", () => resolve()).once("error", reject);
    });
    return {
      mqtt,
      heard,
      async hears(payload) {
        while (!heard.includes(payload)) await new Promise<void>((resolve) => (told = resolve));
      },
      async [Symbol.asyncDispose]() {
        await mqtt.endAsync(true);
      },
    };
  }

  test(`${name}: refuses whoever does not say who they are, or says it wrong`, async () => {
    await using _friend = await aClient("plc");
    for (const wrong of [
      {},
      { username: "plc" },
      { username: "plc", password: "wrong" },
      { username: "who", password: "x" },
    ])
      await assert.rejects(connectAsync({ ...(await options(undefined)), ...wrong }), JSON.stringify(wrong));
  });

  test(`${name}: answers nobody in clear text`, async () => {
    await using _friend = await aClient("plc");
    const { host, port } = given().endpoint;
    const answer = await new Promise<string>((resolve) => {
      const socket = connectPlain(port, host);
      let text = "";
      socket.on("data", (chunk) => (text += chunk.toString("hex")));
      socket.on("error", () => {}).on("close", () => resolve(text));
      // CONNECT of MQTT 3.1.1 with an empty client identifier.
      socket.write(Buffer.from("100c00044d5154540402003c0000", "hex"));
    });
    assert.doesNotMatch(answer, /^20/, "CONNACK");
  });

  test(`${name}: lets each publish and read what is its own, and nothing else`, async () => {
    await using plc = await aClient("plc");
    await using scada = await aClient("scada");
    await scada.mqtt.subscribeAsync("plant/#", { qos: 1 });
    await plc.mqtt.subscribeAsync("orders/plc", { qos: 1 });
    // Refused at once, or never served: both keep it from reading.
    await plc.mqtt.subscribeAsync("plant/#", { qos: 1 }).catch(() => {});
    await plc.mqtt.publishAsync("orders/plc", "forged", { qos: 1 }).catch(() => {});
    await scada.mqtt.publishAsync("plant/1", "forged too", { qos: 1 }).catch(() => {});
    await plc.mqtt.publishAsync("plant/1", "21", { qos: 1 });
    await scada.mqtt.publishAsync("orders/plc", "stop", { qos: 1 });
    await Promise.all([scada.hears("21"), plc.hears("stop")]);
    assert.deepEqual([scada.heard, plc.heard], [["21"], ["stop"]]);
  });

  test(`${name}: keeps what is retained, and what is sent to a client that is away, over a restart`, async () => {
    const away = { clientId: "scada-away", clean: false };
    {
      await using scada = await aClient("scada", away);
      await scada.mqtt.subscribeAsync("plant/#", { qos: 1 });
    }
    {
      await using plc = await aClient("plc");
      await plc.mqtt.publishAsync("plant/name", "line 4", { qos: 1, retain: true });
      await plc.mqtt.publishAsync("plant/1", "while away", { qos: 1 });
    }
    await given().restart();
    await using late = await aClient("scada");
    await late.mqtt.subscribeAsync("plant/name", { qos: 1 });
    await late.hears("line 4");
    await using back = await aClient("scada", away);
    await back.hears("while away");
    await using plc = await aClient("plc");
    await plc.mqtt.publishAsync("plant/name", "", { qos: 1, retain: true });
  });

  test(`${name}: takes no message that is larger than its limit, and goes on serving others`, async () => {
    await using scada = await aClient("scada");
    await scada.mqtt.subscribeAsync("plant/#", { qos: 1 });
    await using plc = await aClient("plc");
    const gone = new Promise<void>((resolve) => plc.mqtt.once("close", () => resolve()));
    plc.mqtt.on("error", () => {}).publish("plant/large", "x".repeat(given().packetLimitBytes + 1), { qos: 1 });
    await gone;
    await using again = await aClient("plc");
    await again.mqtt.publishAsync("plant/1", "small", { qos: 1 });
    await scada.hears("small");
    assert.deepEqual(scada.heard, ["small"]);
  });
}
