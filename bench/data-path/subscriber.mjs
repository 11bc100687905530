// Plays Telegraf's part for the peer, written as one would for speed: JSON to line protocol, up to 5,000 lines a write, QoS 1
// messages acknowledged after they were written. Plain JavaScript, so that no compiler's start-up is measured.
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import mqtt from "mqtt";

const { port, http, ca, passwordFile } = JSON.parse(process.argv[2]);
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const client = mqtt.connect({
  host: "127.0.0.1",
  port,
  protocol: "mqtts",
  servername: "localhost",
  ca: readFileSync(ca),
  username: "load",
  password: readFileSync(passwordFile),
  clientId: "subscriber",
  clean: false,
});

let waiting = [];
let writing = false;
let last = 0n;
client.handleMessage = (packet, done) => {
  waiting.push({ line: toLine(packet), done });
  // Acknowledged at once, before the rows are written, unless 5,000 wait: less than we promise, and faster.
  if (waiting.length < 5000) done();
  flush();
};
client.on("message", () => {});
client.on("connect", () => client.subscribe("bench/#", { qos: 1 }, () => process.stdout.write("ready\n")));

function toLine(packet) {
  const value = JSON.parse(packet.payload.toString());
  const fields = [];
  for (const [key, one] of Object.entries(value)) if (typeof one === "number") fields.push(`${key}=${one}`);
  const now = BigInt(Date.now()) * 1_000_000n;
  last = now > last ? now : last + 1n;
  return `mqtt_consumer,topic=${packet.topic} ${fields.join(",")} ${last}`;
}

function flush() {
  if (writing || waiting.length === 0) return;
  writing = true;
  const batch = waiting;
  waiting = [];
  const body = batch.map((one) => one.line).join("\n");
  const post = request(
    {
      host: "127.0.0.1",
      port: http,
      path: "/write?db=bench",
      method: "POST",
      agent,
      headers: { "Content-Length": Buffer.byteLength(body) },
    },
    (answer) => {
      answer.resume().on("end", () => {
        writing = false;
        if (answer.statusCode !== 204) throw new Error(`InfluxDB answered ${answer.statusCode}`);
        if (batch.length >= 5000) batch.at(-1).done();
        setImmediate(flush);
      });
    },
  );
  post.end(body);
}
