// Runs in a task of the stack's network: asks the database, the broker and the console, as one who may and as a stranger, and prints what they answer.
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { connect } from "node:tls";

const ca = readFileSync("/run/secrets/ca");
const passwordOf = (server) => readFileSync(`/run/secrets/${server}`, "utf8").trim();

/** @returns the status, and the columns and the first row of the last series */
const query = (auth) =>
  new Promise((resolve) => {
    const q = `SELECT * FROM mqtt_consumer, latency, xenomai ORDER BY time DESC LIMIT 1; SHOW MEASUREMENTS`;
    const path = `/query?db=telegraf&q=${encodeURIComponent(q)}`;
    request({ host: "influxdb", port: 8086, path, ca, auth, method: "POST" }, (response) => {
      let text = "";
      response.on("data", (part) => (text += part)).on("end", () => resolve({ status: response.statusCode, text }));
    })
      .once("error", (error) => resolve({ status: 0, text: error.message }))
      .end();
  });

/** What the console answers at that path, over TLS that the stack's CA vouches for. */
const look = (path, auth) =>
  new Promise((resolve) => {
    request({ host: "console", port: 3000, path, ca, ...(auth && { auth }), method: "GET" }, (response) => {
      let text = "";
      response.on("data", (part) => (text += part)).on("end", () => resolve({ status: response.statusCode, text }));
    })
      .once("error", (error) => resolve({ status: 0, text: error.message }))
      .end();
  });

/** As its page asks: what there is, then the newest of each series of what the agent measures. */
const looked = async (auth) => {
  const catalogue = await look("/api/catalogue", auth);
  const latest = await look("/api/latest?measurement=mqtt_consumer", auth);
  return { catalogue, latest };
};

/** @see MQTT 3.1.1, sections 3.1 and 3.2 @returns the code of the CONNACK; undefined when there is none */
const login = (user, password) =>
  new Promise((resolve) => {
    const text = (value) => Buffer.concat([Buffer.from([value.length >> 8, value.length & 255]), Buffer.from(value)]);
    const flags = user === undefined ? 0x02 : 0xc2;
    const named = user === undefined ? [] : [text(user), text(password)];
    const body = Buffer.concat([text("MQTT"), Buffer.from([4, flags, 0, 30]), text("asks"), ...named]);
    const socket = connect({ host: "mosquitto", port: 8883, servername: "mosquitto", ca }, () =>
      socket.write(Buffer.concat([Buffer.from([0x10, body.length]), body])),
    );
    socket.once("data", (data) => resolve(data[0] === 0x20 ? data[3] : undefined) ?? socket.destroy());
    socket.once("error", () => resolve(undefined)).once("close", () => resolve(undefined));
  });

const answers = {
  database: await query(`edgeward:${passwordOf("database")}`),
  stranger: await query(undefined),
  wrong: await query("edgeward:guess"),
  broker: await login("edgeward", passwordOf("broker")),
  brokerWrong: await login("edgeward", "guess"),
  anonymous: await login(),
  console: await looked(`admin:${passwordOf("console")}`),
  consoleStranger: await looked(),
  consoleWrong: await looked("admin:guess"),
  page: await look("/"),
  health: await look("/healthz"),
};
console.log(JSON.stringify(answers));
// A swarm starts what ended again.
setInterval(() => {}, 60_000);
