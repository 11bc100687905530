import { timingSafeEqual } from "node:crypto";
import { chmod } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import type { ControlReply, ControlRequest, SignedRequest } from "../../model/control.ts";

/** A request is a launch record at the most; longer lines are not ours. */
const lineLimit = 1024 * 1024;

/** Answers one JSON object a line on a unix socket that only this user may open. */
export async function serveControl(
  path: string,
  token: string,
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
    const lines = createInterface({ input: socket });
    // A client that was killed before it read its answer resets the connection; readline says so once more, and unheard that ends us.
    lines.on("error", () => {});
    lines.on("line", async (line) => {
      received = 0;
      const request = parsed(line);
      // Whoever cannot say the token gets no answer at all.
      if (!request || !same(request.token, token)) {
        socket.destroy();
        return;
      }
      const reply = await answer(request);
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

function same(given: unknown, token: string): boolean {
  const [a, b] = [Buffer.from(typeof given === "string" ? given : ""), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function parsed(line: string): SignedRequest | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && "ask" in value ? (value as SignedRequest) : undefined;
  } catch {
    return undefined;
  }
}
