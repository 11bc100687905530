/** A client that says exactly what it is told to, and hears everything: for what a well-behaved client cannot do. */
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from "node:tls";
import { generate, type IConnectPacket, type Packet, parser } from "mqtt-packet";
import { until } from "./until.ts";

export interface RawClient extends AsyncDisposable {
  readonly socket: TLSSocket;
  /** Everything it was sent, as packets. */
  readonly heard: readonly Packet[];
  readonly bytes: () => Buffer;
  readonly closed: () => boolean;
  /** Says packets, or bytes as they are. */
  say(...what: (Packet | Uint8Array)[]): void;
  /** Waits for a packet of this kind that was not waited for before, and takes it out of turn if need be. */
  hear<C extends Packet["cmd"]>(cmd: C): Promise<Extract<Packet, { cmd: C }>>;
  untilClosed(): Promise<void>;
}

/** Only what the raw client needs of a broker. */
export interface Address {
  readonly port: number;
  readonly ca: string;
}

export async function rawClient({ port, ca }: Address, more: ConnectionOptions = {}): Promise<RawClient> {
  const socket = connectTls({ host: "127.0.0.1", port, ca, servername: "localhost", ...more });
  const packets = parser();
  const heard: Packet[] = [];
  const taken = new Set<Packet>();
  const chunks: Buffer[] = [];
  let closed = false;
  packets.on("packet", (packet: Packet) => heard.push(packet));
  packets.on("error", () => {});
  socket.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    packets.parse(chunk);
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    closed = true;
  });
  await until(() => closed || socket.authorized, "the TLS handshake");
  return {
    socket,
    heard,
    bytes: () => Buffer.concat(chunks),
    closed: () => closed,
    say(...what) {
      socket.write(Buffer.concat(what.map((one) => (one instanceof Uint8Array ? one : generate(one)))));
    },
    async hear<C extends Packet["cmd"]>(cmd: C) {
      const is = (packet: Packet): packet is Extract<Packet, { cmd: C }> => packet.cmd === cmd && !taken.has(packet);
      await until(() => closed || heard.some(is), `${cmd} to arrive`);
      const packet = heard.find(is);
      if (!packet) throw new Error(`the connection was closed before ${cmd}`);
      taken.add(packet);
      return packet;
    },
    untilClosed: () => until(() => closed, "the connection to be closed"),
    async [Symbol.asyncDispose]() {
      socket.destroy();
      await until(() => closed, "our own end of the connection to close");
    },
  };
}

export function connectPacket(clientId: string, more: Partial<IConnectPacket> = {}): IConnectPacket {
  const login = { username: "ann", password: Buffer.from("pw-ann") };
  return {
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion: 4,
    clean: true,
    keepalive: 0,
    clientId,
    ...login,
    ...more,
  };
}

/** A raw client that has logged in as ann, or as `more` says. */
export async function loggedIn(
  broker: Address,
  clientId: string,
  more: Partial<IConnectPacket> = {},
): Promise<RawClient & { readonly present: boolean }> {
  const client = await rawClient(broker);
  client.say(connectPacket(clientId, more));
  const { returnCode, sessionPresent } = await client.hear("connack");
  if (returnCode !== 0) throw new Error(`CONNACK ${returnCode}`);
  return Object.assign(client, { present: sessionPresent });
}
