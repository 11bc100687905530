/** `edgeward play console` as a container would run it, before a real influxd with TLS, and who asks it. */
import { mkdir, rename, writeFile } from "node:fs/promises";
import type { IncomingHttpHeaders } from "node:http";
import { type RequestOptions, request } from "node:https";
import { createServer } from "node:net";
import { join } from "node:path";
import { type Authority, anAuthority } from "../../src/service/agent/testing/authority.ts";
import { scratch } from "../../src/service/agent/testing/scratch.ts";
import { until } from "../../src/service/agent/testing/until.ts";
import { aPlayer, aSecureInflux, type Influx, type Player } from "./play-scene.ts";

export const password = "a-long-password-of-the-console";
/** What no log, answer or page may ever hold. */
const databasePassword = "the-reader's-own-password";

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Scene extends AsyncDisposable {
  readonly authority: Authority;
  readonly influx: Influx;
  readonly player: Player;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  /** Writes a file of the scene's, whole, by renaming. @returns its path */
  file(name: string, text: string): Promise<string>;
  ask(path: string, options?: RequestOptions, body?: string): Promise<Answer>;
  signIn(user?: string, word?: string, options?: RequestOptions): Promise<Answer>;
  /** @returns a session's cookie */
  session(): Promise<string>;
}

export async function aConsole(): Promise<Scene> {
  const directory = await scratch();
  const { dir } = directory;
  const authority = await anAuthority();
  const port = await freePort();
  const influxPort = await freePort();
  const influx = await aSecureInflux(dir, authority, [influxPort, await freePort()]);
  await influx.query(`CREATE USER reader WITH PASSWORD '${databasePassword.replace("'", "\\'")}'`);
  await influx.query("GRANT READ ON plant TO reader");
  await mkdir(join(dir, "files"));
  const file = async (name: string, text: string) => {
    const path = join(dir, "files", name);
    await writeFile(`${path}.new`, text, { mode: 0o600 });
    await rename(`${path}.new`, path);
    return path;
  };
  const tls = await authority.issue(["localhost", "127.0.0.1"]);
  const environment = {
    CONSOLE_ADDRESS: "127.0.0.1",
    CONSOLE_PORT: String(port),
    CONSOLE_CERTIFICATE_FILE: await file("certificate", tls.certificate),
    CONSOLE_PRIVATE_KEY_FILE: await file("key", tls.key),
    CONSOLE_PASSWORD_FILE: await file("password", `${password}\n`),
    INFLUX_URL: `https://127.0.0.1:${influxPort}`,
    INFLUX_TLS_SERVER_NAME: "influxdb",
    INFLUX_DATABASE: "plant",
    INFLUX_USERNAME: "reader",
    INFLUX_PASSWORD_FILE: await file("database-password", databasePassword),
    INFLUX_CA_FILE: await file("ca", authority.ca),
  };
  const player = aPlayer(dir, ["console"], environment);
  const ask = (path: string, options: RequestOptions = {}, body?: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const where = { host: "127.0.0.1", port, servername: "localhost", ca: authority.ca, agent: false, path };
      request({ ...where, ...options }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part) => (text += part));
        response.once("error", reject).on("end", () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      })
        .once("error", reject)
        .end(body);
    });
  const signIn = (user = "admin", word = password, { headers, ...options }: RequestOptions = {}) => {
    const all = { "content-type": "application/json", ...(headers as Record<string, string>) };
    return ask("/api/session", { method: "POST", headers: all, ...options }, JSON.stringify({ user, password: word }));
  };
  await until("the console answers", () =>
    ask("/healthz").then(
      ({ status }) => status === 200,
      () => false,
    ),
  );
  return {
    authority,
    influx,
    player,
    port,
    environment,
    secrets: [password, databasePassword],
    file,
    ask,
    signIn,
    session: async () => (await signIn()).headers["set-cookie"]?.[0]?.split(";")[0] ?? "",
    async [Symbol.asyncDispose]() {
      for (const one of [player, influx, directory]) await one[Symbol.asyncDispose]();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}
