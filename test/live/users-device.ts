/** A device that publishes numbers at QoS 1 without a pause, and somebody who writes down which of them arrive. */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { connectAsync, type MqttClient } from "mqtt";
import type { AStack } from "./a-stack.ts";

export interface Login {
  readonly user: string;
  readonly password: string;
  readonly ca: string;
}

/** What lies in the directory that is handed over to a user. */
async function handedOver(passwordFile: string, user: string): Promise<Login> {
  const [password, ca] = await Promise.all([
    readFile(passwordFile, "utf8"),
    readFile(join(dirname(passwordFile), "ca"), "utf8"),
  ]);
  return { user, password, ca };
}

/** @throws the broker's refusal */
export function comesIn(port: number, { user, password, ca }: Login, clientId: string): Promise<MqttClient> {
  return connectAsync(
    `mqtts://localhost:${port}`,
    {
      username: user,
      password,
      ca,
      clientId,
      clean: true,
      protocolVersion: 4,
      reconnectPeriod: 0,
      connectTimeout: 10_000,
    },
    false,
  );
}

export const isLetIn = async (port: number, login: Login, clientId = "trial"): Promise<boolean> => {
  try {
    await (await comesIn(port, login, clientId)).endAsync();
    return true;
  } catch {
    return false;
  }
};

export interface Stream {
  /** Numbers that the broker acknowledged. */
  readonly acknowledged: readonly number[];
  /** Whether the broker, or the network, ended the connection. */
  isBroken(): boolean;
  /** Says good-bye once everything is acknowledged. */
  end(): Promise<void>;
}

export function stream(client: MqttClient, topic: string, from: number): Stream {
  const acknowledged: number[] = [];
  let going = true;
  let broken = false;
  client.on("close", () => {
    if (going) broken = true;
  });
  const publishing = (async () => {
    for (let number = from; going && !broken; number++) {
      await client.publishAsync(topic, `${number}`, { qos: 1 }).then(
        () => acknowledged.push(number),
        () => {},
      );
    }
  })();
  return {
    acknowledged,
    isBroken: () => broken,
    async end() {
      going = false;
      await publishing;
      await client.endAsync();
    },
  };
}

export interface Witness extends AsyncDisposable {
  readonly seen: ReadonlySet<number>;
}

export async function witness(port: number, login: Login, filter: string): Promise<Witness> {
  const client = await comesIn(port, login, "witness");
  const seen = new Set<number>();
  client.on("message", (_topic, payload) => seen.add(Number(payload.toString())));
  await client.subscribeAsync(filter, { qos: 1 });
  return { seen, [Symbol.asyncDispose]: () => client.endAsync() };
}

interface Added {
  readonly name: string;
  readonly passwordFile: string;
}

export async function added(stack: AStack, name: string, ...rights: readonly string[]): Promise<Login> {
  const { status, out, err } = await stack.edgeward("user", "add", name, ...rights, "--format", "json");
  if (status !== 0) throw new Error(out + err);
  const [{ passwordFile } = { passwordFile: "" }] = JSON.parse(out) as readonly Added[];
  return handedOver(passwordFile, name);
}

/** The login that a user's directory holds now, in the stack's directory. */
export async function current(stack: AStack, name: string): Promise<Login> {
  const file = stack.generated("operator", `users/${name}/mqtt_password`);
  const user = await readFile(join(dirname(file), "mqtt_user"), "utf8").catch(() => name);
  return handedOver(file, user);
}
