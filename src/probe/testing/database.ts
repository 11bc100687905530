import { createServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import type { DatabaseIdentity } from "../../model/identity.ts";
import type { DatabaseScene } from "../probe.ts";
import type { Authority } from "./authority.ts";
import { databaseService, passwordOf } from "./scene.ts";

/** What a stranger or an identity asks for; `who` is undefined for a stranger. */
export interface Asked {
  readonly who: DatabaseIdentity | undefined;
  /** The user name that was given, right or wrong. */
  readonly user: string | undefined;
  readonly path: string;
  readonly statement: string;
  readonly body: string;
}

export interface DatabaseWish {
  readonly identities: readonly DatabaseIdentity[];
  /** Answers in place of the usual rules; undefined leaves it to them. */
  readonly answers?: (asked: Asked) => { readonly status: number; readonly body?: string } | undefined;
  readonly tls?: ServerOptions;
}

export interface TestDatabase extends AsyncDisposable {
  readonly scene: DatabaseScene;
  /** Names of the measurements that were written. */
  readonly written: Set<string>;
  /** Statements that changed something. */
  readonly executed: string[];
}

/** InfluxDB 1.x's rules for who may do what, in this process, right in every way unless the test wishes otherwise. */
export async function aDatabase(authority: Authority, wish: DatabaseWish): Promise<TestDatabase> {
  const { identities } = wish;
  const { certificate: cert, key } = await authority.issue({ dns: ["influxdb"] });
  const written = new Set<string>();
  const executed: string[] = [];
  const server = createServer({ cert, key, minVersion: "TLSv1.2", ...wish.tls }, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = new URL(request.url ?? "/", "https://influxdb");
    const [user, password] = credentials(request.headers.authorization, url);
    const who = identities.find((identity) => identity.user === user && password === passwordOf(identity));
    const statement = url.searchParams.get("q") ?? "";
    const asked: Asked = { who, user, path: url.pathname, statement, body: Buffer.concat(chunks).toString() };
    const { status, body = "" } = wish.answers?.(asked) ?? usual(asked);
    if (status === 204) written.add(asked.body.split(/[ ,]/)[0] ?? "");
    if (status === 200 && /^(CREATE|DROP)/.test(statement)) executed.push(statement);
    const dropped = /^DELETE FROM "(.*)"$/.exec(statement)?.[1];
    if (status === 200 && dropped) written.delete(dropped);
    response.writeHead(status).end(body);
  });

  function usual({ who, path, statement, body }: Asked): { status: number; body?: string } {
    if (path === "/ping") return { status: 204 };
    if (path !== "/query" && path !== "/write") return { status: 404 };
    if (!who) return { status: 401, body: '{"error":"authorization failed"}' };
    if (path === "/write") {
      if (who.access !== "write") return { status: 403 };
      return / [^ =]+=/.test(body) ? { status: 204 } : { status: 400, body: '{"error":"unable to parse"}' };
    }
    if (who.access !== "read" || !/^(SELECT|SHOW)/.test(statement)) return { status: 403 };
    const measurement = /FROM "([^"]+)"/.exec(statement)?.[1] ?? "";
    const series = written.has(measurement) ? `,"series":[{"name":"${measurement}"}]` : "";
    return { status: 200, body: `{"results":[{"statement_id":0${series}}]}` };
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    scene: {
      service: databaseService,
      endpoint: { host: "127.0.0.1", port, serverName: "influxdb" },
      identities,
    },
    written,
    executed,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function credentials(header: string | undefined, url: URL): readonly [user?: string, password?: string] {
  const basic = /^Basic (.+)$/.exec(header ?? "")?.[1];
  if (basic === undefined) {
    const user = url.searchParams.get("u");
    return user === null ? [] : [user, url.searchParams.get("p") ?? ""];
  }
  const [user = "", ...rest] = Buffer.from(basic, "base64").toString().split(":");
  return [user, rest.join(":")];
}
