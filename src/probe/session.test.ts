import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { createServer, type TLSSocket } from "node:tls";
import { beforeAll, test } from "vitest";
import { knock } from "./knock.ts";
import { enter } from "./session.ts";
import { type Authority, makeAuthority } from "./testing/authority.ts";
import { aBroker } from "./testing/broker.ts";
import { passwordOf, usualUsers } from "./testing/scene.ts";

const quiet = new AbortController().signal;
const me = { user: "agent", password: passwordOf({ user: "agent" }) };
let authority: Authority;
beforeAll(async () => {
  authority = await makeAuthority();
});

/** A TLS server that answers the first bytes of each client as the test says. */
async function aServer(answer: (socket: TLSSocket) => void) {
  const { certificate: cert, key } = await authority.issue({ dns: ["mosquitto"] });
  const server = createServer({ cert, key, noDelay: true }, (socket) =>
    socket.on("error", () => {}).once("data", () => answer(socket)),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: { host: "127.0.0.1", port, serverName: "mosquitto" },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

test.each([
  [0, "accepted", "CONNACK 0 (accepted)"],
  [1, "unclear", "CONNACK 1 (unacceptable protocol version)"],
  [2, "unclear", "CONNACK 2 (client identifier rejected)"],
  [3, "unclear", "CONNACK 3 (server unavailable)"],
  [4, "refused", "CONNACK 4 (bad user name or password)"],
  [5, "refused", "CONNACK 5 (not authorized)"],
  [77, "unclear", "CONNACK 77 (unknown)"],
])("CONNACK %i is %s: only 4 and 5 speak of who is calling", async (code, answer, text) => {
  await using server = await aServer((socket) => socket.write(Buffer.from([0x20, 0x02, 0x00, code])));
  assert.deepEqual(await knock(server.endpoint, authority.ca, me, quiet), { answer, text });
});

test("a server that hangs up has not refused in so many words, and one that speaks no MQTT has said nothing", async () => {
  await using shy = await aServer((socket) => socket.end());
  assert.equal((await knock(shy.endpoint, authority.ca, me, quiet)).answer, "closed");
  await using web = await aServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  assert.equal((await knock(web.endpoint, authority.ca, me, quiet)).answer, "closed");
});

test("a server without a certificate of ours learns neither name nor password", async () => {
  let heard = 0;
  await using server = await aServer(() => {
    heard++;
  });
  const other = await makeAuthority("Another");
  const wrongCa = await knock(server.endpoint, other.ca, me, quiet);
  const wrongName = await knock({ ...server.endpoint, serverName: "broker" }, authority.ca, me, quiet);
  assert.deepEqual([wrongCa.answer, wrongName.answer, heard], ["unclear", "unclear", 0]);
  assert.match(wrongName.text, /ERR_TLS_CERT_ALTNAME_INVALID/);
});

test("a session hears what it subscribed to, and knows when the broker has hung up", async () => {
  await using broker = await aBroker(authority, { identities: usualUsers });
  const heard: string[] = [];
  const login = (user: string) => ({ user, password: passwordOf({ user }) });
  const listener = await enter(broker.scene.endpoint, authority.ca, login("operator"), quiet, (topic, payload) =>
    heard.push(`${topic} ${payload}`),
  );
  const speaker = await enter(broker.scene.endpoint, authority.ca, login("agent"), quiet);
  assert.ok(listener.answer === "accepted" && speaker.answer === "accepted");
  using listening = listener.session;
  using speaking = speaker.session;
  assert.equal(await listening.subscribe(["#"], quiet), true);
  speaking.publish("Servo", "one");
  assert.equal(await speaking.barrier(quiet), true);
  assert.equal(await listening.barrier(quiet), true);
  assert.deepEqual(heard, ["Servo one"]);
  speaking.publish("forbidden", "two");
  assert.equal(await speaking.barrier(quiet), false);
  assert.equal(await speaking.subscribe(["a"], quiet), false);
});

test("whoever asks can stop it, also in the middle", async () => {
  const caller = new AbortController();
  await using server = await aServer(() => caller.abort(new Error("Ctrl-C")));
  await assert.rejects(knock(server.endpoint, authority.ca, me, caller.signal), /Ctrl-C/);
});
