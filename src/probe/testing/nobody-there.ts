import { createServer, type Server, type Socket } from "node:net";
import type { Endpoint } from "../probe.ts";

/** A port of this machine that nobody listens on: one that was free a moment ago. */
export async function aDeadPort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a program that cannot choose a free port itself: another may take the one we chose, so it is tried again. */
export async function onFreePorts<T>(start: () => Promise<T>, attempts = 3): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (attempts <= 1) throw error;
    return onFreePorts(start, attempts - 1);
  }
}

export const aDeadEndpoint = async (serverName: string): Promise<Endpoint> => ({
  host: "127.0.0.1",
  port: await aDeadPort(),
  serverName,
});

export interface PlainServer extends AsyncDisposable {
  readonly port: number;
}

/** A TCP server that treats each connection as the test says; by default it keeps it open and says nothing for ever. */
export async function aPlainServer(onConnection: (socket: Socket) => void = () => {}): Promise<PlainServer> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket.on("error", () => {}).on("close", () => open.delete(socket)));
    onConnection(socket);
  });
  const port = await listening(server);
  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
