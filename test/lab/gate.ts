/** Stands between a command and the engines that it asks, and ends the command at a change. The engines behind it are real. */
import type { ChildProcess } from "node:child_process";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

/** Before the engine hears of it, or after it was done and before the command hears of that. */
export type Moment = "before" | "after";

export interface Passage {
  /** `POST /v1.45/services/create`: where it was killed; absent when it came to its own end. */
  readonly killedAt?: string;
  readonly status: number | null;
  readonly err: string;
}

interface Armed {
  readonly child: ChildProcess;
  readonly moment: Moment;
  at?: string;
}

export class Gate {
  readonly #servers: Server[] = [];
  #armed: Armed | undefined;

  /** @returns the address that is to be used in place of the engine's */
  async before(engine: string, socket: string): Promise<string> {
    const server = createServer((asked, answer) => {
      this.#pass(engine, asked, answer).catch(() => answer.destroy());
    });
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    return `unix://${socket}`;
  }

  /** Lets a command (its errors in a pipe) come to its first change, and no further; a change that is refused is none. */
  async killAtChange(moment: Moment, child: ChildProcess): Promise<Passage> {
    const armed: Armed = { child, moment };
    this.#armed = armed;
    const status = new Promise<number | null>((resolve) => child.once("exit", resolve));
    const err = child.stderr ? await text(child.stderr) : "";
    this.#armed = undefined;
    return { status: await status, err, ...(armed.at !== undefined && { killedAt: armed.at }) };
  }

  async #pass(engine: string, asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method = "GET", url = "", headers } = asked;
    const armed = method === "GET" || method === "HEAD" ? undefined : this.#armed;
    const kill = () => {
      if (armed) armed.at = `${method} ${url.replace(/\?.*/, "")}`;
      armed?.child.kill("SIGKILL");
      answer.destroy();
    };
    if (armed?.moment === "before") return kill();
    const behind = request({ socketPath: engine, method, path: url, headers });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      behind.once("response", resolve).once("error", reject);
    });
    asked.pipe(behind);
    const said = await answered;
    if (armed && (said.statusCode ?? 500) < 300) {
      await text(said);
      return kill();
    }
    answer.writeHead(said.statusCode ?? 502, said.headers);
    said.pipe(answer);
  }

  close(): void {
    for (const server of this.#servers) {
      server.closeAllConnections();
      server.close();
    }
  }
}
