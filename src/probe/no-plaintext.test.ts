import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { beforeAll, test } from "vitest";
import { noPlaintext } from "./no-plaintext.ts";
import type { Endpoint } from "./probe.ts";
import { type Authority, makeAuthority } from "./testing/authority.ts";
import { aBroker } from "./testing/broker.ts";
import { aDatabase } from "./testing/database.ts";
import { aDeadEndpoint, aDeadPort, aPlainServer } from "./testing/nobody-there.ts";
import { aScene, brokerService, databaseService, usualUsers } from "./testing/scene.ts";

const quiet = new AbortController().signal;
const connack = (code: number) => Buffer.from([0x20, 0x02, 0x00, code]);
let authority: Authority;
beforeAll(async () => {
  authority = await makeAuthority();
});

async function look(clearPorts: readonly number[], endpoint?: Endpoint) {
  await using broker = await aBroker(authority, { identities: usualUsers });
  const clearText = clearPorts.map((port) => ({ host: "127.0.0.1", port }));
  const brokers = [{ ...broker.scene, clearText, ...(endpoint ? { endpoint } : {}) }];
  const [seen] = await noPlaintext.look(aScene({ brokers, ca: authority.ca }), quiet);
  return seen ?? assert.fail("no observation");
}

/** A port that speaks TLS to those who do, and treats others as the test says. */
const aForgivingServer = (real: Endpoint, inClear: (socket: Socket) => void) =>
  aPlainServer((socket) =>
    socket.once("data", (bytes: Buffer) => {
      if (bytes[0] !== 0x16) return inClear(socket);
      const onward = connect(real.port, real.host).on("error", () => socket.destroy());
      onward.write(bytes);
      socket.pipe(onward).pipe(socket);
    }),
  );

test("a broker that speaks TLS alone passes", async () => {
  const dead = await aDeadPort();
  const seen = await look([dead]);
  assert.equal(seen.verdict, "pass");
  assert.match(
    seen.evidence,
    new RegExp(`^port \\d+: (TLS alert to|closed at) clear text, port ${dead}: nobody there; control`),
  );
});

test.each([0, 5])("a clear-text port that answers CONNACK %i fails: passwords would cross it", async (code) => {
  await using plain = await aPlainServer((socket) => socket.once("data", () => socket.end(connack(code))));
  const seen = await look([plain.port]);
  assert.equal(seen.verdict, "fail");
  assert.match(seen.evidence, new RegExp(`port ${plain.port} answers MQTT in clear text: CONNACK ${code}`));
});

test("a TLS port that takes clear text as well fails", async () => {
  await using broker = await aBroker(authority, { identities: usualUsers });
  await using both = await aForgivingServer(broker.scene.endpoint, (socket) => socket.end(connack(0)));
  const seen = await look([], { ...broker.scene.endpoint, port: both.port });
  assert.deepEqual([seen.verdict, /answers MQTT in clear text/.test(seen.evidence)], ["fail", true]);
});

test("a clear-text port that is open but says nothing of MQTT is unknown, and one that speaks TLS passes", async () => {
  await using mute = await aPlainServer((socket) => socket.once("data", () => socket.end()));
  assert.equal((await look([mute.port])).verdict, "unknown");
  await using chatty = await aPlainServer((socket) => socket.end("220 mail.example\r\n"));
  assert.equal((await look([chatty.port])).verdict, "unknown");
  await using tls = await aBroker(authority, { identities: usualUsers });
  assert.equal((await look([tls.scene.endpoint.port])).verdict, "pass");
});

test("a database that answers HTTP in clear text fails, and one that says 400 as Go's servers do passes", async () => {
  await using database = await aDatabase(authority, { identities: [] });
  const at = async (answer: string) => {
    await using both = await aForgivingServer(database.scene.endpoint, (socket) => socket.end(answer));
    const databases = [{ ...database.scene, endpoint: { ...database.scene.endpoint, port: both.port } }];
    const [seen] = await noPlaintext.look(aScene({ databases, ca: authority.ca }), quiet);
    return seen?.verdict;
  };
  assert.equal(await at("HTTP/1.1 204 No Content\r\n\r\n"), "fail");
  assert.equal(await at("HTTP/1.1 401 Unauthorized\r\n\r\n"), "fail");
  assert.equal(await at("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"), "pass");
  assert.equal(await at("hello\r\n"), "unknown");
  const [straight] = await noPlaintext.look(aScene({ databases: [database.scene], ca: authority.ca }), quiet);
  assert.deepEqual([straight?.service, straight?.verdict], [databaseService, "pass"]);
});

test("a server that is not there, or speaks no TLS at all, proves nothing", async () => {
  assert.equal((await look([], await aDeadEndpoint("mosquitto"))).verdict, "unknown");
  await using plain = await aPlainServer((socket) => socket.once("data", () => socket.end(connack(0))));
  const seen = await look([], { host: "127.0.0.1", port: plain.port, serverName: "mosquitto" });
  assert.deepEqual([seen.verdict, /control: no TLS handshake/.test(seen.evidence)], ["unknown", true]);
  assert.equal(seen.service, brokerService);
  assert.deepEqual(await noPlaintext.look(aScene(), quiet), []);
});
