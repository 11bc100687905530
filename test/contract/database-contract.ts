/** What every database promises, whatever program plays it: InfluxDB 1.x's HTTP, behind TLS and a login. */
import assert from "node:assert/strict";
import { request as plain } from "node:http";
import { request } from "node:https";
import { test } from "vitest";
import type { Endpoint, Login } from "../../src/probe/probe.ts";

/** Its users: `telegraf` writes to the database telegraf, `grafana` reads it. */
export interface DatabaseUnderTest {
  readonly endpoint: Endpoint;
  readonly ca: string;
  login(user: string): Promise<Login>;
  /** Ends it in order and starts it again. */
  restart(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

export async function askDatabase(
  { endpoint: { host, port, serverName }, ca }: Pick<DatabaseUnderTest, "endpoint" | "ca">,
  path: string,
  { login, body }: { readonly login?: Login; readonly body?: string } = {},
): Promise<Answer> {
  const auth = login && { auth: `${login.user}:${login.password}` };
  const method = body === undefined ? "GET" : "POST";
  return new Promise((resolve, reject) => {
    request({ host, port, path, method, ca, servername: serverName, agent: false, ...auth }, (response) => {
      let text = "";
      response.on("data", (part) => (text += part));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    })
      .once("error", reject)
      .end(body);
  });
}

export const queryPath = (q: string): string => `/query?db=telegraf&q=${encodeURIComponent(q)}`;

export function holdsDatabaseContract(name: string, given: () => DatabaseUnderTest): void {
  const as = async (user: string, path: string, body?: string) =>
    askDatabase(given(), path, { login: await given().login(user), ...(body !== undefined && { body }) });
  const values = ({ text }: Answer): unknown => JSON.parse(text).results[0].series?.[0].values;

  test(`${name}: serves nobody without a login, on any path`, async () => {
    assert.equal((await as("grafana", queryPath("SHOW DATABASES"))).status, 200);
    const wrong = { login: { user: "grafana", password: "wrong" } };
    const strangers = [undefined, { login: { user: "admin", password: "admin" } }, wrong];
    for (const stranger of strangers) {
      assert.equal((await askDatabase(given(), queryPath("SHOW DATABASES"), stranger)).status, 401);
      assert.equal((await askDatabase(given(), "/write?db=telegraf", { ...stranger, body: "m v=1" })).status, 401);
    }
    const makeAdmin = queryPath(`CREATE USER "x" WITH PASSWORD 'x' WITH ALL PRIVILEGES`);
    assert.notEqual((await askDatabase(given(), makeAdmin, { body: "" })).status, 200);
    for (const inside of [
      "/debug/vars",
      "/debug/requests",
      "/debug/pprof/",
      "/metrics",
      "/ping/../debug/vars",
      "//metrics",
    ]) {
      const { status } = await askDatabase(given(), inside);
      assert.ok([401, 403, 404].includes(status), `${inside}: ${status}`);
    }
  });

  test(`${name}: lets each write or read what is its own, and nothing else`, async () => {
    assert.equal((await as("telegraf", "/write?db=telegraf", "rights v=1i 1")).status, 204);
    assert.deepEqual(values(await as("grafana", `${queryPath("SELECT v FROM rights")}&epoch=ns`)), [[1, 1]]);
    assert.equal((await as("grafana", "/write?db=telegraf", "rights v=2i 2")).status, 403);
    assert.notEqual((await as("telegraf", queryPath("DROP DATABASE telegraf"), "")).status, 200);
    assert.notEqual((await as("telegraf", "/write?db=other", "m v=1")).status, 204);
    assert.deepEqual(values(await as("grafana", `${queryPath("SELECT v FROM rights")}&epoch=ns`)), [[1, 1]]);
  });

  test(`${name}: keeps what was written, over a restart`, async () => {
    assert.equal((await as("telegraf", "/write?db=telegraf", "kept v=7i 7")).status, 204);
    await given().restart();
    assert.deepEqual(values(await as("grafana", `${queryPath("SELECT v FROM kept")}&epoch=ns`)), [[7, 7]]);
  });

  test(`${name}: answers nobody in clear text`, async () => {
    const { host, port } = given().endpoint;
    const status = await new Promise((resolve) =>
      plain({ host, port, path: "/query?q=SHOW+DATABASES", agent: false }, (response) => resolve(response.statusCode))
        .once("error", () => resolve("closed"))
        .end(),
    );
    assert.ok(status === "closed" || status === 400, `${status}`);
  });
}
