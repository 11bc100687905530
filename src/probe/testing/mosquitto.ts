import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BrokerIdentity } from "../../model/identity.ts";
import type { BrokerScene } from "../probe.ts";
import type { Authority, Wish } from "./authority.ts";
import { aDeadPort, onFreePorts } from "./nobody-there.ts";
import { aDirectory, aProcess, type TestProcess, until } from "./processes.ts";
import { brokerService, passwordOf } from "./scene.ts";

export interface MosquittoWish {
  readonly identities: readonly BrokerIdentity[];
  readonly certificate?: Wish;
  /** Lines of mosquitto.conf in place of `allow_anonymous false`, `password_file` and `acl_file`. */
  readonly access?: readonly string[];
  /** Lines that are added to the TLS listener. */
  readonly listener?: readonly string[];
  /** Lines that are added to the ACL file. */
  readonly acl?: string;
  /** A listener in clear text as well, with `listener` lines of its own. */
  readonly clearText?: boolean;
  /** Leaves `max_packet_size` out, although the stack states a limit. */
  readonly unlimited?: boolean;
  /** Logins beside the identities' own. */
  readonly logins?: readonly (readonly [user: string, password: string])[];
}

export interface TestMosquitto extends AsyncDisposable {
  readonly pid: number;
  readonly scene: BrokerScene;
}

/** In bytes; far more than any other probe sends. */
const packetLimitBytes = 262_144;

/** Debian's mosquitto, hardened in every way unless the test wishes otherwise. */
export const aMosquitto = (authority: Authority, wish: MosquittoWish): Promise<TestMosquitto> =>
  onFreePorts(() => start(authority, wish));

async function start(authority: Authority, wish: MosquittoWish): Promise<TestMosquitto> {
  const directory = await aDirectory();
  const at = (name: string) => join(directory.path, name);
  const { certificate, key } = await authority.issue({ dns: ["mosquitto"], ...wish.certificate });
  await writeFile(at("cert.pem"), certificate, { mode: 0o600 });
  await writeFile(at("key.pem"), key, { mode: 0o600 });
  const own = wish.identities.map((identity) => [identity.user, passwordOf(identity)] as const);
  const logins = [...own, ...(wish.logins ?? [])].map(([user, password]) => `${user}:${password}\n`).join("");
  await writeFile(at("passwd"), logins, { mode: 0o600 });
  await promisify(execFile)("mosquitto_passwd", ["-U", at("passwd")]);
  await writeFile(at("acl"), wish.identities.map(aclOf).join("") + (wish.acl ?? ""), { mode: 0o600 });
  const [port, clearPort] = [await aDeadPort(), await aDeadPort()];
  const access = wish.access ?? ["allow_anonymous false", `password_file ${at("passwd")}`, `acl_file ${at("acl")}`];
  const lines = [
    `user ${userInfo().username}`,
    `log_dest file ${at("log")}`,
    "persistence false",
    ...access,
    ...(wish.unlimited ? [] : [`max_packet_size ${packetLimitBytes}`]),
    `listener ${port} 127.0.0.1`,
    `certfile ${at("cert.pem")}`,
    `keyfile ${at("key.pem")}`,
    ...(wish.listener ?? ["tls_version tlsv1.2"]),
    ...(wish.clearText ? [`listener ${clearPort} 127.0.0.1`] : []),
  ];
  await writeFile(at("mosquitto.conf"), `${lines.join("\n")}\n`, { mode: 0o600 });
  const program = await aProcess("/usr/sbin/mosquitto", ["-c", at("mosquitto.conf")], {}, "ignore");
  try {
    await until(() => answers(port, program));
  } catch (error) {
    await program[Symbol.asyncDispose]();
    throw new Error(await readFile(at("log"), "utf8").catch(() => "no log"), { cause: error });
  }
  return {
    pid: program.pid,
    scene: {
      service: brokerService,
      endpoint: { host: "127.0.0.1", port, serverName: "mosquitto" },
      clearText: [{ host: "127.0.0.1", port: clearPort }],
      identities: wish.identities,
      packetLimitBytes,
    },
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

function aclOf({ user, publish, subscribe }: BrokerIdentity): string {
  const lines = [
    ...publish.map((filter) => `topic write ${filter}`),
    ...subscribe.map((filter) => `topic read ${filter}`),
  ];
  return `user ${user}\n${lines.join("\n")}\n`;
}

/** Whether somebody listens on the port. @throws when the program has ended already */
export function answers(port: number, program: TestProcess): Promise<boolean> {
  if (program.hasEnded()) throw new Error("the program has ended");
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
