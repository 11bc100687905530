import assert from "node:assert/strict";
import type { AddressInfo, Server, Socket } from "node:net";
import { createServer } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import mqtt, { type Packet } from "mqtt-packet";
import { expect, test } from "vitest";
import { anAuthority, type Issued } from "../testing/authority.ts";
import { until } from "../testing/until.ts";
import { type Link, openLink } from "./link.ts";
import type { Trouble } from "./trouble.ts";

const authority = await anAuthority();
const right = await authority.issue(["broker"]);
const day = 24 * 60 * 60 * 1000;

type Served = { readonly port: number } & AsyncDisposable;

async function listening(server: Server): Promise<Served> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A TLS server that answers each packet as told. */
function answering(
  answer: (packet: Packet, socket: Socket) => void,
  tls: Issued = right,
  more: TlsOptions = {},
): Promise<Served> {
  const server = createTlsServer({ cert: tls.certificate, key: tls.key, ...more }, (socket) => {
    socket.on("error", () => {});
    const parser = mqtt.parser();
    parser.on("packet", (packet) => answer(packet, socket));
    socket.on("data", (chunk) => parser.parse(chunk));
  });
  server.on("tlsClientError", () => {});
  return listening(server);
}

const connack = (returnCode: number) => (_: Packet, socket: Socket) =>
  void socket.write(mqtt.generate({ cmd: "connack", returnCode, sessionPresent: false }));

interface More {
  readonly serverName?: string;
  readonly ca?: string;
  readonly keepAliveS?: number;
  readonly host?: string;
  readonly connectMs?: number;
}

function open(
  port: number,
  { serverName = "broker", ca = authority.ca, keepAliveS = 30, host = "127.0.0.1", connectMs = 15_000 }: More = {},
) {
  const whom = { host, port, serverName, caFile: "/ca.pem", user: "agent", passwordFile: "/password" };
  const acknowledged: number[] = [];
  const options = {
    whom,
    ca: Buffer.from(ca),
    credentials: { user: "agent", password: Buffer.from("secret") },
    clientId: "agent-1",
    keepAliveS,
    connectMs,
    onAcknowledged: (id: number) => void acknowledged.push(id),
    onDrained: () => {},
  };
  return { opened: openLink(options, new AbortController().signal), acknowledged };
}

async function troubleWith(port: number, more: More = {}): Promise<Trouble> {
  const result = await open(port, more).opened;
  if ("what" in result) return result;
  result.end();
  throw new Error("it connected");
}

async function linkTo(port: number, more: More = {}): Promise<Link & { readonly acknowledged: readonly number[] }> {
  const { opened, acknowledged } = open(port, more);
  const result = await opened;
  if ("what" in result) throw new Error(result.what);
  return Object.assign(result, { acknowledged });
}

test.each([
  [
    "another CA",
    { tls: await (await anAuthority()).issue(["broker"]) },
    "refused",
    /was not signed by the CA in \/ca\.pem/,
  ],
  ["another name", { tls: await authority.issue(["other"]) }, "refused", /is not for the name broker/],
  ["a name beside the address", { tls: await authority.issue(["127.0.0.1"]) }, "refused", /is not for the name broker/],
  [
    "an expired certificate",
    { tls: await authority.issue(["broker"], { from: Date.now() - 2 * day, to: Date.now() - day }) },
    "refused",
    /has expired/,
  ],
  [
    "a certificate of tomorrow",
    { tls: await authority.issue(["broker"], { from: Date.now() + day, to: Date.now() + 2 * day }) },
    "refused",
    /is not valid yet/,
  ],
  [
    "TLS 1.1 at the most",
    { tls: right, more: { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } },
    "refused",
    /offers no TLS 1\.2 or newer/,
  ],
] as const)("a server with %s is told apart", async (_, { tls, ...rest }, kind, what) => {
  let packets = 0;
  await using server = await answering(() => packets++, tls, "more" in rest ? rest.more : {});
  const trouble = await troubleWith(server.port);
  expect([trouble.kind, trouble.what, trouble.remedy]).toEqual([
    kind,
    expect.stringMatching(what),
    expect.stringMatching(/./),
  ]);
  // No password was sent to a server that is not trusted.
  expect(packets).toBe(0);
});

test.each([
  [1, "refused", /does not speak MQTT 3\.1\.1/],
  [2, "refused", /client identifier rejected/],
  [3, "away", /unavailable/],
  [4, "refused", /broker refused user agent: bad user name or password/],
  [5, "refused", /broker refused user agent: not authorised/],
  [77, "refused", /return code 77/],
] as const)("CONNACK return code %i is told in words", async (code, kind, what) => {
  await using server = await answering(connack(code));
  const trouble = await troubleWith(server.port);
  expect([trouble.kind, trouble.what]).toEqual([kind, expect.stringMatching(what)]);
});

test("a port without TLS, a port without anybody and a name that does not exist are told apart", async () => {
  await using clear = await listening(createServer((socket) => void socket.end("220 hello\r\n")));
  expect((await troubleWith(clear.port)).what).toMatch(/does not speak TLS/);
  const { port } = clear;
  await clear[Symbol.asyncDispose]();
  expect((await troubleWith(port)).what).toMatch(/nothing listens at 127\.0\.0\.1/);
  expect((await troubleWith(port, { host: "no-such-host.invalid" })).what).toMatch(
    /name no-such-host\.invalid cannot be resolved/,
  );
});

const misbehaviour: readonly (readonly [
  name: string,
  answer: (packet: Packet, socket: Socket) => void,
  what: RegExp,
])[] = [
  ["says nothing", () => {}, /did not answer within 200 ms/],
  ["closes", (_, socket) => void socket.destroy(), /closed the connection without an answer|was reset/],
  ["sends garbage", (_, socket) => void socket.write(Buffer.alloc(64)), /no MQTT/],
  [
    "answers with something else",
    (_, socket) => void socket.write(mqtt.generate({ cmd: "pingresp" })),
    /answered CONNECT with pingresp/,
  ],
];

test.each(misbehaviour)("a server that %s instead of CONNACK is left", async (_, answer, what) => {
  await using server = await answering(answer);
  expect((await troubleWith(server.port, what.source.includes("200 ms") ? { connectMs: 200 } : {})).what).toMatch(what);
});

test("CONNECT is MQTT 3.1.1 with a clean session, the keep alive and the credentials; a publish has QoS 1", async () => {
  const packets: Packet[] = [];
  await using server = await answering((packet, socket) => {
    packets.push(packet);
    if (packet.cmd === "connect") connack(0)(packet, socket);
    if (packet.cmd === "publish") socket.write(mqtt.generate({ cmd: "puback", messageId: packet.messageId ?? 0 }));
  });
  const link = await linkTo(server.port);
  link.publish(7, "a/b", Buffer.from("payload"));
  await until("a PUBACK", () => link.acknowledged.length === 1);
  link.end();
  const { what } = await link.ended;
  await until("DISCONNECT", () => packets.length === 3);
  const [connect, publish, disconnect] = packets;
  expect(connect).toMatchObject({
    cmd: "connect",
    protocolVersion: 4,
    clean: true,
    keepalive: 30,
    username: "agent",
    clientId: "agent-1",
  });
  expect(publish).toMatchObject({ cmd: "publish", qos: 1, messageId: 7, topic: "a/b", retain: false });
  expect([disconnect?.cmd, link.acknowledged, link.protocol]).toEqual(["disconnect", [7], "TLSv1.3"]);
  expect(what).toMatch(/closed the connection/);
});

test("a broker that stops answering is pinged, and then left", async () => {
  const commands: string[] = [];
  await using server = await answering((packet, socket) => {
    commands.push(packet.cmd);
    if (packet.cmd === "connect") connack(0)(packet, socket);
  });
  const link = await linkTo(server.port, { keepAliveS: 1 });
  expect((await link.ended).what).toMatch(/does not answer any more/);
  assert.deepEqual(commands, ["connect", "pingreq"]);
});

test("a broker that answers pings is kept", async () => {
  let pings = 0;
  await using server = await answering((packet, socket) => {
    if (packet.cmd === "connect") connack(0)(packet, socket);
    if (packet.cmd !== "pingreq") return;
    pings++;
    socket.write(mqtt.generate({ cmd: "pingresp" }));
  });
  const link = await linkTo(server.port, { keepAliveS: 1 });
  await until("two pings", () => pings >= 2);
  link.end();
  await link.ended;
});

test("a broker that announces a packet of 100 MB does not fill our memory", async () => {
  await using server = await answering((packet, socket) => {
    connack(0)(packet, socket);
    socket.write(Buffer.concat([Buffer.of(0x30, 0x80, 0xc2, 0xd7, 0x2f), Buffer.alloc(10_000)]));
  });
  const link = await linkTo(server.port);
  expect((await link.ended).what).toMatch(/no publisher asked for/);
});
