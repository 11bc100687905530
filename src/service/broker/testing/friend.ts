import { connect, type IClientOptions, type MqttClient } from "mqtt";
import type { Address } from "./raw-client.ts";
import { until } from "./until.ts";

/** A client as people use it (mqtt.js). */
export interface Friend extends AsyncDisposable {
  readonly client: MqttClient;
  readonly received: readonly { topic: string; text: string; qos: number; retain: boolean; dup: boolean }[];
  texts(): readonly string[];
  /** Waits until so many messages have come. */
  receives(count: number): Promise<void>;
}

/** Logged in as ann, without reconnecting, unless `more` says otherwise. */
export async function friend({ port, ca }: Address, more: IClientOptions = {}): Promise<Friend> {
  const received: { topic: string; text: string; qos: number; retain: boolean; dup: boolean }[] = [];
  const client = connect(`mqtts://localhost:${port}`, {
    ca,
    username: "ann",
    password: "pw-ann",
    reconnectPeriod: 0,
    ...more,
  });
  client.on("error", () => {});
  client.on("message", (topic, payload, { qos, retain, dup }) => {
    received.push({ topic, text: payload.toString(), qos, retain, dup });
  });
  // Messages of an earlier session come right behind CONNACK: whoever listens only then misses them.
  await new Promise<void>((done, fail) => {
    client.once("connect", () => done());
    client.once("error", fail);
    client.once("close", () => fail(new Error("the broker closed the connection")));
  });
  return {
    client,
    received,
    texts: () => received.map(({ text }) => text),
    receives: (count) => until(() => received.length >= count, `${count} messages to arrive, not ${received.length}`),
    async [Symbol.asyncDispose]() {
      await client.endAsync(true);
    },
  };
}

/** Shows that the broker still serves: a message goes through, from a new client to itself. */
export async function stillServes(broker: Address): Promise<void> {
  await using client = await friend(broker);
  const topic = `well/${client.client.options.clientId}`;
  await client.client.subscribeAsync(topic, { qos: 1 });
  await client.client.publishAsync(topic, "still here", { qos: 1 });
  await client.receives(1);
}
