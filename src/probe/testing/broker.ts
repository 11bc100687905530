import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { createServer, type TlsOptions } from "node:tls";
import { Aedes } from "aedes";
import type { BrokerIdentity } from "../../model/identity.ts";
import { covers, matches } from "../../model/topic.ts";
import type { BrokerScene } from "../probe.ts";
import type { Authority } from "./authority.ts";
import { onAnnounced } from "./packet-sizes.ts";
import { brokerService, passwordOf } from "./scene.ts";

export interface BrokerWish {
  readonly identities: readonly BrokerIdentity[];
  /** Decides in place of the password check; `hang-up` closes without a CONNACK. */
  readonly admits?: (user: string | undefined, password: string | undefined) => boolean | "hang-up";
  readonly mayPublish?: (user: string, topic: string) => boolean;
  readonly maySubscribe?: (user: string, filter: string) => boolean;
  readonly tls?: TlsOptions;
  /** Takes packets of any size, although the stack states a limit. */
  readonly unlimited?: boolean;
  /** What becomes of the connections when a packet exceeds the limit; by default the one that sends it, the first, is cut off at once. */
  readonly onOversized?: (sockets: readonly Duplex[]) => void;
}

export interface TestBroker extends AsyncDisposable {
  readonly scene: BrokerScene;
}

/** In bytes: several TLS records, and several chunks of a socket. */
const packetLimitBytes = 100_000;
const cutOff = ([sender]: readonly Duplex[]): void => void sender?.destroy();

/** An MQTT broker in this process, right in every way unless the test wishes otherwise. It closes on a forbidden PUBLISH. */
export async function aBroker(authority: Authority, wish: BrokerWish): Promise<TestBroker> {
  const { identities } = wish;
  const known = (user = "") => identities.find((identity) => identity.user === user);
  const admits =
    wish.admits ?? ((user, password) => known(user) !== undefined && password === passwordOf({ user: user ?? "" }));
  const userOf = new WeakMap<object, string>();
  const broker = await Aedes.createBroker({
    concurrency: 0,
    authenticate(client, user, password, done) {
      userOf.set(client, user ?? "");
      const admitted = admits(user, password?.toString());
      if (admitted === "hang-up") client.conn.destroy();
      else if (admitted) done(null, true);
      else done(Object.assign(new Error("no"), { returnCode: 5 as const }), false);
    },
    authorizePublish(client, { topic }, done) {
      const user = client ? (userOf.get(client) ?? "") : "";
      const right = known(user)?.publish.some((filter) => matches(filter, topic)) ?? false;
      done((wish.mayPublish?.(user, topic) ?? right) ? null : new Error("may not"));
    },
    authorizeSubscribe(client, subscription, done) {
      const user = client ? (userOf.get(client) ?? "") : "";
      const right = known(user)?.subscribe.some((filter) => covers(filter, subscription.topic)) ?? false;
      done(null, (wish.maySubscribe?.(user, subscription.topic) ?? right) ? subscription : null);
    },
  });
  const { certificate: cert, key } = await authority.issue({ dns: ["mosquitto"] });
  const sockets = new Set<Duplex>();
  const server = createServer({ cert, key, minVersion: "TLSv1.2", noDelay: true, ...wish.tls }, (socket) => {
    socket.on("error", () => {});
    sockets.add(socket.on("close", () => sockets.delete(socket)));
    const everybody = () => [socket, ...[...sockets].filter((one) => one !== socket)];
    if (!wish.unlimited) onAnnounced(socket, packetLimitBytes, () => (wish.onOversized ?? cutOff)(everybody()));
    broker.handle(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    scene: {
      service: brokerService,
      endpoint: { host: "127.0.0.1", port, serverName: "mosquitto" },
      clearText: [],
      identities,
      packetLimitBytes,
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await closed;
    },
  };
}
