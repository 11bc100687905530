/** A small HTTP server on a unix socket in an engine's place: for what a real one does not do on demand. Real ones are in test/lab. */
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { connectDocker } from "../connect-docker.ts";
import type { Docker } from "../docker.ts";

const greeting = { Version: "26.1.5", ApiVersion: "1.45", MinAPIVersion: "1.24" };

export interface AnEngine {
  readonly path: string;
  readonly server: Server;
  /** How often somebody connected. */
  readonly connections: () => number;
  /** Paths, as they came. */
  readonly asked: readonly string[];
  readonly connect: () => Promise<Docker>;
}

/**
 * @param answers to everything but `/version` and `/_ping`
 * @param heads what it says above each answer; nothing where something in between takes it out
 */
export async function anEngine(
  answers: RequestListener,
  says: object = greeting,
  heads: Readonly<Record<string, string>> = {},
): Promise<AnEngine> {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-engine-"));
  const path = join(directory, "docker.sock");
  const sockets = new Set<Socket>();
  const asked: string[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(heads)) response.setHeader(name, value);
    asked.push(request.url ?? "");
    if (request.url === "/_ping") response.end("OK");
    else if (request.url === "/version") response.end(JSON.stringify(says));
    else answers(request, response);
  });
  server.on("connection", (socket) => {
    connections += 1;
    sockets.add(socket);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
    await rm(directory, { recursive: true, force: true });
  });
  const connect = async () => {
    const docker = await connectDocker({ by: "unix", path }, { environment: {} }, new AbortController().signal);
    onTestFinished(() => docker[Symbol.asyncDispose]());
    return docker;
  };
  return { path, server, connections: () => connections, asked, connect };
}
