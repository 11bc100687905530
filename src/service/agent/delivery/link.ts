/**
 * One MQTT 3.1.1 connection over TLS, from TCP connect to its end: what a publisher needs of the protocol, and a way to more of it.
 * Invariants: the broker's certificate is checked against the one CA and the server name before a password is sent; a publisher's
 * session is clean, so that what is in flight is known here alone; nothing is queued beyond the socket's own buffer and the caller's window.
 */
import { isIP } from "node:net";
import { checkServerIdentity, connect, type TLSSocket } from "node:tls";
import { generate, type Packet, parser as packetParser, writeToStream } from "mqtt-packet";
import { failedWith, refusedBy, type Trouble, type Whom } from "./trouble.ts";

// The packet library would keep all 65,536 two-byte numbers at hand: 7 MB for what costs nothing to make.
writeToStream.cacheNumbers = false;

/** The longest packet that a broker may send to a client which subscribes to nothing, in bytes. */
const answerLimitBytes = 4096;

export interface Credentials {
  readonly user?: string;
  readonly password?: Buffer;
}

export interface LinkOptions {
  readonly whom: Whom;
  readonly ca: Buffer;
  readonly credentials: Credentials;
  readonly clientId: string;
  readonly keepAliveS: number;
  readonly connectMs: number;
  readonly onAcknowledged: (id: number) => void;
  readonly onDrained: () => void;
  /** For a client that subscribes; absent: one that only publishes. */
  readonly subscriber?: {
    /** Longest packet that the broker may send, in bytes. */
    readonly packetBytes: number;
    /** What comes after CONNACK and is no PUBACK. */
    readonly onPacket: (packet: Packet) => void;
  };
}

export interface Link {
  /** TLS version that was agreed on. */
  readonly protocol: string;
  /** Whether the socket's buffer is full: publish no more until `onDrained`. */
  readonly full: boolean;
  send(packet: Packet): void;
  publish(id: number, topic: string, payload: Buffer): void;
  /** Sends what is between the two calls in as few TLS records as possible. */
  together(work: () => void): void;
  /** Resolves once the connection is gone, with the reason. */
  readonly ended: Promise<Trouble>;
  /** Says DISCONNECT and closes. */
  end(): void;
  /** Cuts the connection, for a reason that `ended` then tells. */
  giveUp(what: string): void;
}

/** @param signal ends the attempt; an open link is ended by its owner. @returns the link once the broker accepted us, else the trouble */
export function openLink(options: LinkOptions, signal: AbortSignal): Promise<Link | Trouble> {
  const { whom, ca, credentials, clientId, keepAliveS } = options;
  const socket = connect({
    host: whom.host,
    port: whom.port,
    ca,
    rejectUnauthorized: true,
    minVersion: "TLSv1.2",
    ...(isIP(whom.serverName) === 0 && { servername: whom.serverName }),
    checkServerIdentity: (_host, certificate) => checkServerIdentity(whom.serverName, certificate),
  });
  const parser = packetParser({ protocolVersion: 4 });
  const limitBytes = options.subscriber?.packetBytes ?? answerLimitBytes;
  return new Promise((resolve) => {
    let accepted = false;
    let error: unknown;
    let told: Trouble | undefined;
    const giveUp = (what: string) => {
      told ??= { kind: "away", what, remedy: "Look at the broker's log, and at the network." };
      socket.destroy();
    };
    const tooLate = setTimeout(
      () => giveUp(`${whom.host}:${whom.port} did not answer within ${options.connectMs} ms`),
      options.connectMs,
    );
    const abort = () => giveUp("the agent is stopping");
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    const ended = new Promise<Trouble>((resolveEnd) => {
      socket.once("close", () => {
        clearTimeout(tooLate);
        signal.removeEventListener("abort", abort);
        const trouble = told ?? (error === undefined ? closedBy(whom, accepted) : failedWith(whom, error));
        resolveEnd(trouble);
        resolve(trouble);
      });
    });
    socket.on("error", (reason) => (error = reason));
    socket.setNoDelay(true);
    socket.once("secureConnect", () => {
      const { user, password } = credentials;
      socket.write(
        generate({
          cmd: "connect",
          protocolId: "MQTT",
          protocolVersion: 4,
          // The broker keeps a subscriber's session, and what it has not acknowledged, while it is away.
          clean: options.subscriber === undefined,
          clientId,
          keepalive: keepAliveS,
          ...(user !== undefined && { username: user }),
          ...(user !== undefined && password !== undefined && { password }),
        }),
      );
    });
    parser.on("error", (reason) => giveUp(`the broker sent what is no MQTT: ${reason.message}`));
    parser.on("packet", (packet) => {
      if (!accepted) {
        if (packet.cmd !== "connack") return giveUp(`the broker answered CONNECT with ${packet.cmd}`);
        if (packet.returnCode !== 0) {
          told = refusedBy(whom, packet.returnCode ?? -1);
          return void socket.destroy();
        }
        accepted = true;
        clearTimeout(tooLate);
        signal.removeEventListener("abort", abort);
        keepAlive(socket, keepAliveS, giveUp);
        resolve(linkOver(socket, ended, giveUp));
      } else if (packet.cmd === "puback" && packet.messageId !== undefined) options.onAcknowledged(packet.messageId);
      else options.subscriber?.onPacket(packet);
    });
    socket.on("data", (chunk) => {
      if (parser.parse(chunk) > limitBytes)
        giveUp(`the broker sent a packet that no ${options.subscriber ? "message needs" : "publisher asked for"}`);
    });
    socket.on("drain", options.onDrained);
  });
}

function linkOver(socket: TLSSocket, ended: Promise<Trouble>, giveUp: (what: string) => void): Link {
  return {
    protocol: socket.getProtocol() ?? "TLS",
    ended,
    giveUp,
    get full() {
      return socket.destroyed || socket.writableNeedDrain;
    },
    send(packet) {
      if (!socket.destroyed) socket.write(generate(packet));
    },
    publish(id, topic, payload) {
      socket.write(generate({ cmd: "publish", topic, payload, qos: 1, messageId: id, dup: false, retain: false }));
    },
    together(work) {
      socket.cork();
      try {
        work();
      } finally {
        socket.uncork();
      }
    },
    end() {
      socket.end(generate({ cmd: "disconnect" }));
      // A broker that does not close its side must not hold us.
      setTimeout(() => socket.destroy(), 500).unref();
    },
  };
}

/** @see MQTT 3.1.1, section 3.1.2.10: a client sends something within the keep alive; it may close when PINGRESP stays away */
function keepAlive(socket: TLSSocket, keepAliveS: number, giveUp: (what: string) => void): void {
  let sent = 0;
  let received = 0;
  let pinged = false;
  const timer = setInterval(() => {
    if (pinged && socket.bytesRead === received) return giveUp("the broker does not answer any more");
    pinged = socket.bytesWritten === sent || socket.bytesRead === received;
    if (pinged) socket.write(generate({ cmd: "pingreq" }));
    sent = socket.bytesWritten;
    received = socket.bytesRead;
  }, keepAliveS * 500);
  socket.once("close", () => clearInterval(timer));
}

function closedBy(whom: Whom, accepted: boolean): Trouble {
  const end = accepted ? "" : " without an answer to CONNECT";
  return {
    kind: "away",
    what: `the broker at ${whom.host}:${whom.port} closed the connection${end}`,
    remedy: "Look at the broker's log.",
  };
}
