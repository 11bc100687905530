/**
 * Publishes messages as fast as a broker takes them: raw TLS sockets and packets encoded beforehand, so that the generator is not what is
 * measured. Bounded by count. Argument: the options as JSON, and `run`.
 */
import { readFileSync } from "node:fs";
import { connect, type TLSSocket } from "node:tls";
import { generate } from "mqtt-packet";

export interface LoadOptions {
  readonly host: string;
  readonly port: number;
  readonly caFile: string;
  readonly serverName: string;
  readonly user: string;
  readonly passwordFile: string;
  readonly qos: 0 | 1;
  readonly publishers: number;
  /** All of them together. */
  readonly messages: number;
  /** QoS 1: messages on their way at a time, a publisher. */
  readonly window: number;
}

/** One publisher's message: 131 bytes of JSON, each with a number of its own, so that a lost or a doubled one shows. */
export function payload(publisher: number, n: number): string {
  const text = `{"seq":${n},"temperature":${20 + (n % 100) / 10},"pressure":${1000 + (n % 50)},"vibration":${(n % 1000) / 1000},"rpm":${1400 + (n % 200)},"line":"p${publisher}"`;
  return `${text},"pad":"${"x".repeat(Math.max(0, 131 - text.length - 10))}"}`;
}

export interface Loaded {
  /** When the first byte was sent, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** When the last acknowledgement came (QoS 1), or the last byte was handed to the system (QoS 0: it may lie in socket buffers). */
  readonly endedAt: number;
}

export async function load(options: LoadOptions): Promise<Loaded> {
  const each = Math.ceil(options.messages / options.publishers);
  const publishers = await Promise.all(Array.from({ length: options.publishers }, (_, i) => open(options, i)));
  const packets = publishers.map((_, i) => encode(options, i, each));
  const startedAt = Date.now();
  await Promise.all(
    publishers.map((socket, i) =>
      options.qos === 0 ? pour(socket, packets[i] ?? []) : exchange(socket, packets[i] ?? [], options.window),
    ),
  );
  const endedAt = Date.now();
  for (const socket of publishers) socket.end(generate({ cmd: "disconnect" }));
  return { startedAt, endedAt };
}

function encode({ qos }: LoadOptions, publisher: number, count: number): readonly Buffer[] {
  const topic = `bench/p${publisher}`;
  return Array.from({ length: count }, (_, n) =>
    generate({
      cmd: "publish",
      topic,
      payload: payload(publisher, n),
      qos,
      retain: false,
      dup: false,
      ...(qos === 1 ? { messageId: (n % 65_535) + 1 } : {}),
    }),
  );
}

async function open(options: LoadOptions, publisher: number): Promise<TLSSocket> {
  const socket = connect({
    host: options.host,
    port: options.port,
    servername: options.serverName,
    ca: readFileSync(options.caFile),
  });
  const password = readFileSync(options.passwordFile);
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.once("data", (bytes) =>
      bytes[0] === 0x20 && bytes[3] === 0 ? resolve() : reject(new Error(`refused: ${bytes[3]}`)),
    );
    socket.once("secureConnect", () =>
      socket.write(
        generate({
          cmd: "connect",
          protocolId: "MQTT",
          protocolVersion: 4,
          clean: true,
          clientId: `load-${process.pid}-${publisher}`,
          keepalive: 0,
          username: options.user,
          password,
        }),
      ),
    );
  });
  socket.removeAllListeners("data");
  socket.on("error", (error) => {
    throw error;
  });
  return socket;
}

/** QoS 0: a few packets a write, as a busy gateway's socket would carry them, as long as the other side reads. */
async function pour(socket: TLSSocket, packets: readonly Buffer[]): Promise<void> {
  for (let i = 0; i < packets.length; i += 8) {
    if (!socket.write(Buffer.concat(packets.slice(i, i + 8))))
      await new Promise((resolve) => socket.once("drain", resolve));
  }
}

/** QoS 1: a window of messages on their way; each PUBACK lets the next one go. */
function exchange(socket: TLSSocket, packets: readonly Buffer[], window: number): Promise<void> {
  return new Promise((resolve) => {
    let sent = 0;
    let acked = 0;
    let bytes = 0;
    const send = (count: number) => {
      const until = Math.min(packets.length, sent + count);
      if (until > sent) socket.write(Buffer.concat(packets.slice(sent, until)));
      sent = until;
    };
    // A PUBACK is four bytes, and nothing else is due to us.
    socket.on("data", (chunk) => {
      bytes += chunk.length;
      const now = bytes >> 2;
      send(now - acked);
      acked = now;
      if (acked === packets.length) resolve();
    });
    send(window);
  });
}

if (process.argv[1]?.endsWith("load.ts") && process.argv.length > 3) {
  const options = JSON.parse(process.argv[2] ?? "{}") as LoadOptions;
  console.log(JSON.stringify(await load(options)));
}
