/**
 * A manager's engine with one stack, on a unix socket: for what a real swarm does not do on demand, which is to be cut off in the middle of each
 * of its acts (real ones are in test/lab/tokens.test.ts). It keeps services, secrets and tasks as an engine does; an `nc` in a tunnel is a
 * real connection to a server of the test's.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import type { ServiceSeen } from "../../../src/engine/tokens/swarm/objects.ts";

export interface Json {
  readonly [name: string]: unknown;
}
interface Secret {
  readonly ID: string;
  readonly Spec: { readonly Name: string; readonly Labels: Record<string, string>; readonly Data: string };
  CreatedAt: string;
}
interface Container {
  readonly Id: string;
  readonly Labels: Record<string, string>;
  started: boolean;
  Created: number;
}
type Service = { -readonly [Key in keyof ServiceSeen]: ServiceSeen[Key] };

export interface EngineOptions {
  readonly socket: string;
  readonly services: readonly ServiceSeen[];
  /** Of the service that makes tokens: the archive of a file by its path, absent while there is none. */
  readonly file: (path: string) => Buffer | undefined;
  /** Where a port of the stack's network leads to. */
  readonly door: (port: number) => number;
  /** After each act that changes something, before it is answered. */
  readonly acted: (what: string) => void;
}

export async function anEngineWith({ socket, services: given, file, door, acted }: EngineOptions) {
  const services = given as Service[];
  const secrets: Secret[] = [];
  const containers: Container[] = [];
  const execs = new Map<string, readonly string[]>();
  const listening = new Set<ServerResponse>();
  const open = new Set<Duplex>();
  let ids = 0;
  const secretsOf = (service: ServiceSeen) => service.Spec.TaskTemplate.ContainerSpec.Secrets ?? [];
  const named = (id: string) => (one: Secret) => one.ID === id || one.Spec.Name === id;
  const tasks = () =>
    services.map((service) => ({
      ID: `task-${service.ID}-${service.Version.Index}`,
      CreatedAt: new Date().toISOString(),
      NodeID: "node",
      ServiceID: service.ID,
      DesiredState: "running",
      Status: { State: "running", ContainerStatus: { ContainerID: `container-${service.ID}` } },
      Spec: { ContainerSpec: { Secrets: secretsOf(service) } },
    }));

  /** @returns status and body */
  function answer(method: string, path: string, query: URLSearchParams, body: Json): readonly [number, unknown?] {
    const [, kind = "", id = "", verb = ""] = path.split("/");
    switch (`${method} ${kind}`) {
      case "GET version":
        return [200, { Version: "26.1.5", ApiVersion: "1.45", MinAPIVersion: "1.24", Os: "linux", Arch: architecture }];
      case "GET info": {
        const swarm = { LocalNodeState: "active", ControlAvailable: true, NodeID: "node", Cluster: { ID: "swarm" } };
        return [200, { Swarm: swarm }];
      }
      case "GET nodes":
        return [
          200,
          [{ ID: "node", Spec: { Role: "manager" }, Description: { Hostname: "m" }, Status: { State: "ready" } }],
        ];
      case "GET images":
        return [200, {}];
      case "GET tasks": {
        const { service = [] } = JSON.parse(query.get("filters") ?? "{}") as { service?: readonly string[] };
        return [200, tasks().filter(({ ServiceID }) => service.includes(ServiceID))];
      }
      case "GET services": {
        const one = services.find(({ ID, Spec }) => [ID, Spec.Name].includes(id));
        if (id === "") return [200, services];
        return one ? [200, one] : [404, { message: `service ${id} not found` }];
      }
      case "POST services": {
        const one = services.find(({ ID }) => ID === id);
        if (!one) return [404, { message: "no such service" }];
        if (Number(query.get("version")) !== one.Version.Index) return [500, { message: "update out of sequence" }];
        const wanted = body as unknown as ServiceSeen["Spec"];
        const missing = (wanted.TaskTemplate.ContainerSpec.Secrets ?? []).find(
          ({ SecretID }) => !secrets.some((secret) => secret.ID === SecretID),
        );
        if (missing) return [400, { message: `secret ${missing.SecretName} not found` }];
        one.Spec = wanted;
        one.Version = { Index: one.Version.Index + 1 };
        acted("update");
        return [200, {}];
      }
      case "GET secrets":
        return [200, secrets.map(({ Spec: { Data: _unshown, ...Spec }, ...rest }) => ({ ...rest, Spec }))];
      case "POST secrets": {
        const spec = body as unknown as Secret["Spec"];
        if (secrets.some(named(spec.Name))) return [409, { message: "already exists" }];
        secrets.push({ ID: `secret-${++ids}`, Spec: spec, CreatedAt: new Date().toISOString() });
        acted("make a secret");
        return [201, { ID: `secret-${ids}` }];
      }
      case "DELETE secrets": {
        const one = secrets.find(named(decodeURIComponent(id)));
        if (!one) return [404, { message: "no such secret" }];
        if (services.some((service) => secretsOf(service).some(({ SecretID }) => SecretID === one.ID)))
          return [400, { message: `secret '${one.Spec.Name}' is in use by the following service` }];
        secrets.splice(secrets.indexOf(one), 1);
        acted("delete a secret");
        return [204];
      }
      case "GET containers": {
        if (id === "json")
          return [
            200,
            containers.filter(({ started }) => !started).map(({ Id, Created, Labels }) => ({ Id, Created, Labels })),
          ];
        const archive = file(query.get("path") ?? "");
        return archive ? [200, archive] : [404, { message: "Could not find the file" }];
      }
      case "POST containers": {
        if (id === "create") {
          const Id = `throw-away-${++ids}`;
          containers.push({
            Id,
            Labels: body.Labels as Record<string, string>,
            started: false,
            Created: Date.now() / 1000,
          });
          acted("make a container");
          return [201, { Id }];
        }
        if (verb === "start") {
          for (const one of containers) if (one.Id === id) one.started = true;
          acted("start a container");
          return [204];
        }
        execs.set(`exec-${++ids}`, body.Cmd as readonly string[]);
        return [201, { Id: `exec-${ids}` }];
      }
      case "DELETE containers": {
        const at = containers.findIndex(({ Id }) => Id === id);
        if (at < 0) return [404, { message: "no such container" }];
        containers.splice(at, 1);
        acted("remove a container");
        return [204];
      }
      default:
        return [501, { message: `${method} ${path} is not here` }];
    }
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://engine");
    const path = url.pathname.replace(/^\/v[\d.]+/, "");
    if (path === "/events") {
      listening.add(response);
      return void response.writeHead(200).flushHeaders();
    }
    void bodyOf(request).then((body) => {
      const [status, sent] = answer(request.method ?? "", path, url.searchParams, body);
      if (Buffer.isBuffer(sent)) response.writeHead(status, { "content-type": "application/x-tar" }).end(sent);
      else
        response
          .writeHead(status, { "content-type": "application/json" })
          .end(sent === undefined ? "" : JSON.stringify(sent));
    });
  });
  server.on("connection", (one) => {
    open.add(one);
    one.once("close", () => open.delete(one));
  });
  server.on("upgrade", (request, stream: Duplex, head) => {
    const [, id = ""] = /\/exec\/([\w-]+)\/start/.exec(request.url ?? "") ?? [];
    const port = Number(execs.get(id)?.[5]);
    stream.on("error", () => undefined);
    stream.write("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
    const to = connect(door(port), "127.0.0.1");
    open.add(to);
    to.on("error", () => stream.end());
    to.on("data", (bytes: Buffer) => {
      const frame = Buffer.alloc(8);
      frame.writeUInt8(1, 0);
      frame.writeUInt32BE(bytes.length, 4);
      stream.write(Buffer.concat([frame, bytes]));
    });
    to.on("close", () => stream.end());
    // What the request's body was is no part of the connection.
    const length = Number(request.headers["content-length"] ?? 0);
    let left = length;
    const forward = (bytes: Buffer) => {
      const own = Math.min(left, bytes.length);
      left -= own;
      if (own < bytes.length) to.write(bytes.subarray(own));
    };
    forward(head);
    stream.on("data", forward);
    stream.on("close", () => to.destroy());
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    services,
    secrets,
    containers,
    /** As when a container of that service has started. */
    tell(service: string): void {
      const event = { Actor: { Attributes: { "com.docker.swarm.service.name": service } } };
      for (const one of listening) one.write(`${JSON.stringify(event)}\n`);
    },
    /** What was made before is as old as that. */
    age(seconds: number): void {
      for (const one of secrets) one.CreatedAt = new Date(Date.parse(one.CreatedAt) - seconds * 1000).toISOString();
      for (const one of containers) one.Created -= seconds;
    },
    async [Symbol.asyncDispose]() {
      for (const one of open) one.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const architecture =
  ({ x64: "amd64", arm64: "arm64" } as Readonly<Record<string, string>>)[process.arch] ?? process.arch;

async function bodyOf(request: IncomingMessage): Promise<Json> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  const text = Buffer.concat(parts).toString("utf8");
  return text === "" ? {} : (JSON.parse(text) as Json);
}
