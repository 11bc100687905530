import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DatabaseIdentity } from "../../model/identity.ts";
import { type Answer, ask } from "../ask.ts";
import type { DatabaseScene, Login } from "../probe.ts";
import type { Authority } from "./authority.ts";
import { answers } from "./mosquitto.ts";
import { aDeadPort, onFreePorts } from "./nobody-there.ts";
import { aDirectory, aProcess, until } from "./processes.ts";
import { databaseService, passwordOf } from "./scene.ts";

export interface InfluxdWish {
  readonly identities: readonly DatabaseIdentity[];
  /** `auth-enabled`; true unless told otherwise. */
  readonly authenticates?: boolean;
  /** Leaves it as it is after installation: no database, no user, no admin. */
  readonly untouched?: boolean;
  /** Statements of the admin after the users were made. */
  readonly statements?: readonly string[];
}

export interface TestInfluxd extends AsyncDisposable {
  readonly scene: DatabaseScene;
  /** Asks as the admin. */
  admin(statement: string): Promise<Answer>;
}

const adminLogin: Login = { user: "admin-of-the-test", password: passwordOf({ user: "admin-of-the-test" }) };

/** Debian's influxd 1.6 over HTTPS, with authentication and its users, unless the test wishes otherwise. */
export const anInfluxd = (authority: Authority, wish: InfluxdWish): Promise<TestInfluxd> =>
  onFreePorts(() => start(authority, wish));

async function start(authority: Authority, wish: InfluxdWish): Promise<TestInfluxd> {
  const directory = await aDirectory();
  const at = (name: string) => join(directory.path, name);
  const { certificate, key } = await authority.issue({ dns: ["influxdb"] });
  await writeFile(at("cert.pem"), certificate, { mode: 0o600 });
  await writeFile(at("key.pem"), key, { mode: 0o600 });
  const [port, rpcPort] = [await aDeadPort(), await aDeadPort()];
  await writeFile(at("influxdb.conf"), configuration(at, port, rpcPort, wish.authenticates ?? true), { mode: 0o600 });
  const program = await aProcess(
    "/usr/bin/influxd",
    ["-config", at("influxdb.conf")],
    { HOME: directory.path },
    "ignore",
  );
  const endpoint = { host: "127.0.0.1", port, serverName: "influxdb" };
  const admin = (q: string, login: Login | undefined = adminLogin) =>
    ask(
      endpoint,
      authority.ca,
      { method: "POST", path: "/query", query: { q }, ...(login ? { login } : {}) },
      new AbortController().signal,
    );
  const stop = async () => {
    await program[Symbol.asyncDispose]();
    await directory[Symbol.asyncDispose]();
  };
  try {
    await until(() => answers(port, program));
    if (!wish.untouched) {
      const { user, password } = adminLogin;
      await done(admin(`CREATE USER "${user}" WITH PASSWORD '${password}' WITH ALL PRIVILEGES`));
      await done(admin("CREATE DATABASE telegraf"));
      for (const { user: name, access, ...one } of wish.identities) {
        await done(admin(`CREATE USER "${name}" WITH PASSWORD '${passwordOf({ user: name })}'`));
        await done(admin(`GRANT ${access.toUpperCase()} ON "${one.database}" TO "${name}"`));
      }
      for (const statement of wish.statements ?? []) await done(admin(statement));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    scene: { service: databaseService, endpoint, identities: wish.identities },
    admin,
    [Symbol.asyncDispose]: stop,
  };
}

async function done(asked: Promise<Answer>): Promise<void> {
  const answer = await asked;
  if (!answer.answered || answer.status !== 200 || answer.body.includes('"error"'))
    throw new Error(JSON.stringify(answer));
}

const configuration = (at: (name: string) => string, port: number, rpcPort: number, authenticates: boolean) => `
reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
dir = "${at("meta")}"
[data]
dir = "${at("data")}"
wal-dir = "${at("wal")}"
[monitor]
store-enabled = false
[subscriber]
enabled = false
[http]
bind-address = "127.0.0.1:${port}"
auth-enabled = ${authenticates}
https-enabled = true
https-certificate = "${at("cert.pem")}"
https-private-key = "${at("key.pem")}"
pprof-enabled = false
log-enabled = false
`;
