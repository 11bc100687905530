/** One request, from its first line to its answer. Nothing but `/ping` and `/health` is served to a stranger. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Fault } from "../../../model/fault.ts";
import type { Store } from "../../store/contract.ts";
import { credentialsOf } from "../access/credentials.ts";
import type { Gate } from "../access/gate.ts";
import type { Rights } from "../access/users.ts";
import type { Epoch } from "../answer/cell.ts";
import { csvAnswer } from "../answer/csv.ts";
import { jsonAnswer } from "../answer/json.ts";
import type { Result } from "../query/result.ts";
import { Refusal } from "./body.ts";
import { query } from "./query.ts";
import { range } from "./range.ts";
import { write } from "./write.ts";

/** What InfluxDB's clients look for: the interface that is spoken, not a program that we pretend to be. */
const version = "1.8-edgeward";

export interface Desk {
  readonly gate: Gate;
  readonly store: Store;
  readonly now: () => number;
  /** Counts a request's outcome; a defect comes with its error. */
  count(
    outcome: "served" | "refused_login" | "refused" | "failed",
    of: { readonly user?: string; readonly address?: string; readonly error?: unknown },
  ): void;
}

export async function handle(request: IncomingMessage, response: ServerResponse, desk: Desk): Promise<void> {
  response.setHeader("X-Influxdb-Version", version);
  response.setHeader("Cache-Control", "no-store");
  try {
    await route(request, response, desk);
  } catch (error) {
    fail(request, response, error, desk);
  }
}

async function route(request: IncomingMessage, response: ServerResponse, desk: Desk): Promise<void> {
  const url = new URL(request.url ?? "/", "https://localhost");
  if (url.pathname === "/ping") return greet(url, response);
  if (url.pathname === "/health")
    return json(response, 200, { name: "influxdb", message: "ready for queries and writes", status: "pass", version });
  const rights = await admitted(request, url, desk);
  const nowNs = BigInt(desk.now()) * 1_000_000n;
  const { method = "GET" } = request;
  const allowed = (...methods: readonly string[]) => {
    if (!methods.includes(method)) throw new Refusal(405, `${url.pathname} takes ${methods.join(" or ")}`);
  };
  switch (url.pathname) {
    case "/write":
    case "/api/v2/write":
      allowed("POST");
      await write(request, url, rights, desk.store, nowNs);
      response.writeHead(204).end();
      break;
    case "/query":
      allowed("GET", "POST");
      await answer(request, response, await query(request, url, rights, desk.store, nowNs));
      break;
    case "/range":
      allowed("GET");
      await answer(request, response, await range(url, rights, desk.store, nowNs));
      break;
    default:
      throw new Refusal(
        404,
        `there is no ${url.pathname}; there are /write, /api/v2/write, /query, /range, /ping and /health`,
      );
  }
  desk.count("served", {});
}

async function admitted(request: IncomingMessage, url: URL, { gate, count }: Desk): Promise<Rights> {
  const { remoteAddress: address = "" } = request.socket;
  if (url.searchParams.has("p") || url.searchParams.has("u")) {
    count("refused_login", { address });
    throw new Refusal(401, "credentials do not belong in a URL, where they are logged: send an Authorization header");
  }
  const credentials = credentialsOf(request);
  const admission = await gate.admit(credentials, address);
  if (admission.admitted) return admission.rights;
  if (admission.why === "busy") throw new Refusal(503, "too many logins at once: try again in a moment");
  count("refused_login", credentials ? { user: credentials.user, address } : { address });
  throw new Refusal(
    401,
    admission.why === "none" ? "unable to parse authentication credentials" : "authorization failed",
  );
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { results, epoch }: { results: readonly Result[]; epoch: Epoch },
): Promise<void> {
  const csv = /\b(application|text)\/csv\b/.test(request.headers.accept ?? "");
  response.writeHead(200, { "Content-Type": csv ? "text/csv; charset=utf-8" : "application/json" });
  await pipeline(Readable.from(csv ? csvAnswer(results, epoch) : jsonAnswer(results, epoch)), response);
}

function greet(url: URL, response: ServerResponse): void {
  if (["", "0", "false", null].includes(url.searchParams.get("verbose"))) response.writeHead(204).end();
  else json(response, 200, { version });
}

function fail(request: IncomingMessage, response: ServerResponse, error: unknown, { count }: Desk): void {
  // The client went away, or the answer had begun: there is nobody to tell.
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const refusal = refusalOf(error);
  if (refusal.status >= 500 && !(error instanceof Fault) && !(error instanceof Refusal)) count("failed", { error });
  else if (refusal.status !== 401) count("refused", {});
  if (refusal.status === 401) response.setHeader("WWW-Authenticate", 'Basic realm="InfluxDB"');
  // What is left of the body is not read: the connection cannot be used again.
  if (!request.complete) response.setHeader("Connection", "close");
  json(response, refusal.status, { error: refusal.message });
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof Fault)
    return new Refusal(error.code === "disk-full" ? 507 : 503, `${error.message}. ${error.remedy}`);
  return new Refusal(500, "internal error: see the service's log");
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(`${JSON.stringify(body)}\n`);
}
