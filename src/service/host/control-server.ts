import { chmod } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import type { ControlReply, ControlRequest } from "../../model/control.ts";

/** A request is a launch record at the most; longer lines are not ours. */
const lineLimit = 1024 * 1024;

/** Answers one JSON object a line on a unix socket that only this user may open. */
export async function serveControl(
  path: string,
  answer: (request: ControlRequest) => Promise<ControlReply>,
): Promise<AsyncDisposable> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket)).on("error", () => socket.destroy());
    let received = 0;
    socket.on("data", (chunk) => {
      received += chunk.length;
      if (received > lineLimit) socket.destroy();
    });
    createInterface({ input: socket }).on("line", async (line) => {
      received = 0;
      const request = parsed(line);
      const reply: ControlReply = request
        ? await answer(request)
        : { ok: false, code: "bad-input", what: "not a request", remedy: "Send one JSON object a line." };
      if (socket.writable) socket.write(`${JSON.stringify(reply)}\n`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  await chmod(path, 0o600);
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

function parsed(line: string): ControlRequest | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && "ask" in value ? (value as ControlRequest) : undefined;
  } catch {
    return undefined;
  }
}
