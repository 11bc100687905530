import { generate } from "mqtt-packet";
import { connectPacket } from "./mqtt-link.ts";
import { openClear } from "./open-socket.ts";
import { attemptMs, within } from "./within.ts";
import { reasonOf } from "./words.ts";

/**
 * What somebody who speaks without TLS gets.
 * - `nobody`: nothing listens there
 * - `tls`: a TLS alert (RFC 8446, section 6), or the connection was closed without a word, as TLS servers do
 * - `words`: an answer in clear text, its beginning in `bytes`
 * - `unclear`: no answer at all
 */
export type ClearAnswer =
  | { readonly answer: "nobody" | "alert" | "closed" }
  | { readonly answer: "words"; readonly bytes: Buffer }
  | { readonly answer: "unclear"; readonly text: string };

/** The CONNECT of an anonymous client: no password ever goes over such a connection. */
export const mqttHello: Buffer = generate(connectPacket({}));

/** A request that every web server answers: InfluxDB with 204, the console with 404 or its page. */
export const httpHello: Buffer = Buffer.from("GET /ping HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

/** Enough for the head of any answer, in bytes. */
const enoughBytes = 4_096;

/** @throws only the signal's reason */
export async function knockInClear(
  host: string,
  port: number,
  hello: Buffer,
  signal: AbortSignal,
  patienceMs = attemptMs,
): Promise<ClearAnswer> {
  try {
    return await within(patienceMs, signal, async (ours) => {
      const socket = await openClear(host, port, ours);
      const chunks: Buffer[] = [];
      await new Promise<void>((resolve) => {
        ours.addEventListener("abort", () => socket.destroy(), { once: true });
        socket.once("close", () => resolve()).once("end", () => socket.destroy());
        socket.on("data", (chunk: Buffer) => {
          chunks.push(chunk);
          if (isWhole(Buffer.concat(chunks))) socket.destroy();
        });
        socket.write(hello);
      });
      return answerOf(Buffer.concat(chunks));
    });
  } catch (error) {
    signal.throwIfAborted();
    const isRefused = error instanceof Error && "code" in error && error.code === "ECONNREFUSED";
    return isRefused ? { answer: "nobody" } : { answer: "unclear", text: reasonOf(error) };
  }
}

const isWhole = (bytes: Buffer): boolean =>
  bytes.length >= enoughBytes || isAlert(bytes) || isConnack(bytes) || bytes.includes("\r\n");

/** A TLS record of type alert, of any version 3.x. */
const isAlert = (bytes: Buffer): boolean => bytes.length >= 2 && bytes[0] === 0x15 && bytes[1] === 0x03;

/** MQTT 3.1.1, section 3.2: whatever its code, whoever sends it speaks MQTT in clear text. */
export const isConnack = (bytes: Buffer): boolean => bytes.length >= 4 && bytes[0] === 0x20 && bytes[1] === 0x02;

function answerOf(bytes: Buffer): ClearAnswer {
  if (bytes.length === 0) return { answer: "closed" };
  return isAlert(bytes) ? { answer: "alert" } : { answer: "words", bytes };
}
