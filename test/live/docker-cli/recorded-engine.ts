/**
 * Answers the docker CLI as an engine with an active swarm does, and keeps what it is sent. It runs nothing: it is there to show what
 * `docker stack deploy` would have an engine do.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export interface Sent {
  readonly services: Json[];
  readonly networks: Json[];
  readonly secrets: Json[];
  readonly configs: Json[];
}

export type Json = Readonly<Record<string, unknown>>;

export interface RecordedEngine extends AsyncDisposable {
  readonly sent: Sent;
}

/** What the engine calls an object: a test can take the name out again. */
export const idOf = (name: string) => `id-of-${name}`;

/** A stack of 5,000 services makes some 16 MB in all; one body is never near this. */
const bodyLimit = 1 << 22;

/**
 * @param socket path of the unix socket to listen on
 * @param version what the engine says its API is, for example 1.48
 * @throws when the socket cannot be made
 */
export async function recordEngine(socket: string, version: string): Promise<RecordedEngine> {
  const sent: Sent = { services: [], networks: [], secrets: [], configs: [] };
  const server = createServer((request, response) => {
    void bodyOf(request).then(
      (body) => reply(response, answer(request, body, sent, version)),
      () => reply(response, { status: 400, body: { message: "no body that can be read" } }),
    );
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(socket, resolve));
  let closing: Promise<void> | undefined;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    sent,
    [Symbol.asyncDispose]() {
      closing ??= close();
      return closing;
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Json> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > bodyLimit) throw new Error("too long");
    parts.push(part);
  }
  return size === 0 ? {} : (JSON.parse(Buffer.concat(parts).toString("utf8")) as Json);
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

function answer(request: IncomingMessage, body: Json, sent: Sent, version: string): Answer {
  const url = new URL(request.url ?? "/", "http://engine");
  const path = url.pathname.replace(/^\/v1\.\d+/, "");
  const [, kind = "", last = ""] = /^\/(\w+)(?:\/(.+))?$/.exec(path) ?? [];
  const standing = standingAnswers(version)[kind];
  if (standing) return standing;
  if (kind !== "services" && kind !== "networks" && kind !== "secrets" && kind !== "configs") {
    return { status: 404, body: { message: `nothing answers ${path}` } };
  }
  if (request.method === "POST" && last === "create") {
    sent[kind].push(body);
    return { status: 201, body: { ID: idOf(String(body.Name)), Id: idOf(String(body.Name)) } };
  }
  if (last === "") return { status: 200, body: listed(kind, url.searchParams.get("filters")) };
  // External networks exist; secrets and configs are always new.
  if (kind !== "networks") return { status: 404, body: { message: `${kind} ${last} not found` } };
  return { status: 200, body: { Name: decodeURIComponent(last), Id: last, Scope: "swarm" } };
}

const standingAnswers = (version: string): Readonly<Record<string, Answer>> => ({
  _ping: { status: 200, body: "OK", headers: { "Api-Version": version, Swarm: "active/manager" } },
  version: { status: 200, body: { ApiVersion: version, MinAPIVersion: "1.24", Version: "0.0.0" } },
  info: { status: 200, body: info },
  distribution: { status: 200, body: distribution },
  nodes: { status: 200, body: [{ ID: "node-1", Status: { State: "ready" } }] },
});

const info = {
  ID: "engine-1",
  OSType: "linux",
  ServerVersion: "0.0.0",
  Swarm: { NodeID: "node-1", LocalNodeState: "active", ControlAvailable: true, Managers: 1, Nodes: 1 },
};

const distribution = {
  Descriptor: { mediaType: "application/vnd.oci.image.index.v1+json", digest: `sha256:${"a".repeat(64)}`, size: 1 },
  Platforms: [{ architecture: "amd64", os: "linux" }],
};

/** Secrets and configs that are asked for by name are there, also external ones; of anything else there is none yet. */
function listed(kind: string, filters: string | null): readonly Json[] {
  if (kind !== "secrets" && kind !== "configs") return [];
  const { name } = JSON.parse(filters ?? "{}") as { name?: readonly string[] | Record<string, true> };
  const names = Array.isArray(name) ? name : Object.keys(name ?? {});
  return names.map((each: string) => ({ ID: idOf(each), Spec: { Name: each, Labels: {} } }));
}

function reply(response: ServerResponse, { status, body, headers }: Answer): void {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const length = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) };
  response.writeHead(status, { ...length, ...headers });
  response.end(response.req.method === "HEAD" ? undefined : text);
}
