/**
 * One request and its answer, from a client to the database behind the gate.
 * Invariant: a body goes on in a frame of ours, or not at all: bytes without one would be the database's next request, and its answer
 * the next client's.
 */
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, RequestOptions, ServerResponse } from "node:http";

export interface Passage {
  /** `request` of node:http. */
  readonly ask: (options: RequestOptions, answer: (response: IncomingMessage) => void) => ClientRequest;
  /** Path of the database's unix socket. */
  readonly socket: string;
  readonly count: (what: "requests_passed" | "requests_refused" | "requests_failed") => void;
}

/**
 * What clients need: each asks for a login, but for those that say no more than that the database is there.
 * @see InfluxDB 1.8 documentation, InfluxDB API reference
 */
const open: ReadonlySet<string> = new Set([
  "/api/v1/prom/read",
  "/api/v1/prom/write",
  "/api/v2/buckets",
  "/api/v2/delete",
  "/api/v2/query",
  "/api/v2/write",
  "/health",
  "/ping",
  "/query",
  "/write",
]);

/** Of one connection, and no matter of the next one's. @see RFC 9110, section 7.6.1 */
const hopByHop: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

export function pass({ ask, socket, count }: Passage) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { method, url = "", headers } = request;
    if (!open.has(url.split("?", 1)[0] ?? "")) {
      count("requests_refused");
      request.resume();
      response.writeHead(404, { "content-type": "application/json" }).end('{"error":"not found"}\n');
      return;
    }
    count("requests_passed");
    const failed = () => {
      count("requests_failed");
      if (response.headersSent) response.destroy();
      else response.writeHead(502, { "content-type": "application/json" }).end('{"error":"the database is away"}\n');
    };
    // influxd repeats a bad line in a header of its answer, control characters and all.
    const frame = frameOf(headers);
    const inside = { ...endToEnd(headers), ...frame };
    const options = { socketPath: socket, method, path: url, headers: inside, insecureHTTPParser: true };
    const inner = ask(options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
      answer.once("error", failed).pipe(response);
    });
    inner.once("error", failed);
    response.once("close", () => inner.destroy());
    if (frame) request.pipe(inner);
    else inner.end();
  };
}

/**
 * Said outright, whatever the client lists in `Connection`: of itself Node frames no body of a GET or DELETE.
 * @returns undefined when the request has no body
 * @see RFC 9112, section 6.3
 */
function frameOf(headers: IncomingHttpHeaders): Readonly<Record<string, string>> | undefined {
  if (headers["transfer-encoding"] !== undefined) return { "transfer-encoding": "chunked" };
  const length = headers["content-length"];
  return length === undefined ? undefined : { "content-length": length };
}

function endToEnd(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const named = new Set((headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase()));
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || hopByHop.has(name) || named.has(name) ? [] : [[name, printable(value)]],
    ),
  );
}

function printable(value: string | string[]): string | string[] {
  return typeof value === "string"
    ? value.replace(/[^\t\x20-\x7e\x80-\xff]/g, " ")
    : value.map((one) => `${printable(one)}`);
}
