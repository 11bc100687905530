import { createServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import type { DashboardIdentity } from "../../model/identity.ts";
import { serviceName } from "../../model/name.ts";
import { secretRef } from "../../model/secret.ts";
import type { DashboardScene } from "../probe.ts";
import type { Authority } from "./authority.ts";
import { passwordOf } from "./scene.ts";

export const dashboardService = serviceName("console");

const consoleUser: DashboardIdentity = {
  target: "dashboard",
  server: dashboardService,
  owner: "operator",
  user: "admin",
  secret: secretRef("console:admin_password"),
  why: "a test",
};

/** Undefined: nobody said who it is. */
interface Asked {
  readonly user?: string;
  readonly password?: string;
  readonly path: string;
  /** Whether on the page, and not with the request. */
  readonly onPage: boolean;
}

export interface DashboardWish {
  /** Answers in place of the usual rules; undefined leaves it to them. */
  readonly answers?: (asked: Asked) => { readonly status: number; readonly body?: string } | undefined;
  readonly measurements?: readonly string[];
  /** Wrong logins one after the other after which nobody gets in: the console's own number unless the test says another. */
  readonly patience?: number;
  readonly tls?: ServerOptions;
}

export interface TestDashboard extends AsyncDisposable {
  readonly scene: DashboardScene;
  /** Requests with a wrong login. */
  wrong(): number;
  /** Most of them one after the other, without a right one between. */
  mostInARow(): number;
}

/** The console's rules for who is let in, in this process, right in every way unless the test wishes otherwise: the real one has no faults on demand. */
export async function aDashboard(authority: Authority, wish: DashboardWish = {}): Promise<TestDashboard> {
  const { answers, measurements = ["mqtt_consumer", "xenomai"], patience = 5 } = wish;
  const { certificate: cert, key } = await authority.issue({ dns: ["console"] });
  const count = { wrong: 0, inARow: 0, most: 0 };
  const server = createServer({ cert, key, minVersion: "TLSv1.2", ...wish.tls }, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { pathname: path } = new URL(request.url ?? "/", "https://console");
    const onPage = request.method === "POST" && path === "/api/session";
    const asked: Asked = { ...loginIn(request.headers.authorization, onPage, Buffer.concat(chunks)), path, onPage };
    const { status, body = "" } = answers?.(asked) ?? usual(asked);
    response.writeHead(status).end(body);
  });

  function usual({ user, password, path, onPage }: Asked): { status: number; body?: string } {
    if (path === "/") return { status: 200, body: "<!doctype html><title>Edgeward console</title>" };
    if (path === "/healthz") return { status: 200, body: "ok" };
    if (!path.startsWith("/api")) return { status: 404 };
    if (user === undefined) return { status: 401 };
    if (count.inARow >= patience) return { status: 429 };
    if (user !== consoleUser.user || password !== passwordOf(consoleUser)) {
      count.wrong++;
      count.inARow++;
      count.most = Math.max(count.most, count.inARow);
      return { status: 401 };
    }
    count.inARow = 0;
    if (onPage) return { status: 204 };
    const shown = { database: "telegraf", measurements: measurements.map((name) => ({ name, fields: [], tags: {} })) };
    return path === "/api/catalogue" ? { status: 200, body: JSON.stringify(shown) } : { status: 404 };
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    scene: {
      service: dashboardService,
      endpoint: { host: "127.0.0.1", port, serverName: "console" },
      identities: [consoleUser],
    },
    wrong: () => count.wrong,
    mostInARow: () => count.most,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function loginIn(header: string | undefined, onPage: boolean, body: Buffer): { user?: string; password?: string } {
  if (onPage) return JSON.parse(body.toString()) as { user: string; password: string };
  const basic = /^Basic (.+)$/.exec(header ?? "")?.[1];
  if (basic === undefined) return {};
  const [user = "", ...rest] = Buffer.from(basic, "base64").toString().split(":");
  return { user, password: rest.join(":") };
}
