import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import { generate, type Packet, parser, writeToStream } from "mqtt-packet";

// It would otherwise keep 65,536 buffers (16 MB, 28 ms) to write numbers quickly; a probe writes few.
writeToStream.cacheNumbers = false;

/** What a client says about itself; without a user name it is anonymous. */
export interface Caller {
  readonly user?: string;
  readonly password?: string;
  /** Where a server has a page to sign in on: there, and not with the request. */
  readonly onPage?: boolean;
}

export type Hear = (topic: string, payload: string) => void;

/** MQTT packets over a socket, one question and its answer at a time. */
export interface Link {
  readonly open: boolean;
  send(packet: Packet): void;
  /** The next packet of a kind that nobody waits for yet; undefined when the connection closes first. Closes it when `signal` fires. */
  next(cmd: Packet["cmd"], signal: AbortSignal): Promise<Packet | undefined>;
}

/** The CONNECT of a caller, protocol 3.1.1, which every broker of interest speaks. */
export function connectPacket(caller: Caller): Packet {
  return {
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion: 4,
    clean: true,
    keepalive: 60,
    // [MQTT-3.1.3-5]: up to 23 letters and digits are allowed everywhere.
    clientId: `edgeward${randomBytes(7).toString("hex")}`,
    ...(caller.user === undefined ? {} : { username: caller.user }),
    ...(caller.password === undefined ? {} : { password: Buffer.from(caller.password) }),
  };
}

/** Takes the socket over: its data, and its end. */
export function linkOver(socket: Socket, hear: Hear): Link {
  const waiting = new Map<Packet["cmd"], ((packet: Packet | undefined) => void)[]>();
  const packets = parser({ protocolVersion: 4 });
  packets.on("packet", (packet) => {
    if (packet.cmd === "publish") hear(packet.topic, packet.payload.toString());
    else waiting.get(packet.cmd)?.shift()?.(packet);
  });
  packets.on("error", () => socket.destroy());
  socket.on("data", (bytes: Buffer) => packets.parse(bytes));
  socket.once("end", () => socket.destroy());
  socket.once("close", () => {
    for (const queue of waiting.values()) for (const tell of queue.splice(0)) tell(undefined);
  });
  return {
    get open() {
      return !socket.destroyed;
    },
    send: (packet) => {
      if (!socket.destroyed) socket.write(generate(packet));
    },
    next: (cmd, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        if (socket.destroyed) return resolve(undefined);
        const onAbort = () => {
          reject(signal.reason);
          socket.destroy();
        };
        signal.addEventListener("abort", onAbort, { once: true });
        const queue = waiting.get(cmd) ?? [];
        waiting.set(cmd, queue);
        queue.push((packet) => {
          signal.removeEventListener("abort", onAbort);
          resolve(packet);
        });
      }),
  };
}
