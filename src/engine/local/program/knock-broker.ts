import { randomBytes } from "node:crypto";
import { checkServerIdentity, connect } from "node:tls";
import { generate, parser } from "mqtt-packet";
import type { Answer, Door } from "./answer.ts";

/** Logs in, and leaves again. @see MQTT 3.1.1, section 3.2.2.3, return codes of CONNACK */
export function knockBroker(door: Door, signal: AbortSignal): Promise<Answer> {
  const { host, port, serverName, ca, user, password } = door;
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      ca,
      minVersion: "TLSv1.2",
      servername: serverName,
      checkServerIdentity: (_, certificate) => checkServerIdentity(serverName, certificate),
    });
    const abort = () => socket.destroy(signal.reason instanceof Error ? signal.reason : new Error("timeout"));
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    socket.once("error", reject);
    socket.once("close", () => {
      signal.removeEventListener("abort", abort);
      resolve({ answer: "refuses", why: "it closed the connection" });
    });
    const packets = parser({ protocolVersion: 4 });
    packets.on("error", reject);
    packets.on("packet", (packet) => {
      const accepted = packet.cmd === "connack" && packet.returnCode === 0;
      resolve(accepted ? { answer: "serves" } : { answer: "refuses", why: "it refuses its own operator" });
      socket.end(generate({ cmd: "disconnect" }));
      setTimeout(() => socket.destroy(), 500).unref();
    });
    socket.on("data", (chunk) => packets.parse(chunk));
    socket.once("secureConnect", () =>
      socket.write(
        generate({
          cmd: "connect",
          protocolId: "MQTT",
          protocolVersion: 4,
          clean: true,
          clientId: `edgeward-${randomBytes(6).toString("hex")}`,
          keepalive: 60,
          username: user,
          password: Buffer.from(password),
        }),
      ),
    );
  });
}
