/** A port on this machine's loopback whose every connection goes through something else. */
import { createServer, type Socket } from "node:net";
import { type Duplex, pipeline } from "node:stream";

export interface LocalDoor extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
}

/**
 * What has said nothing by then keeps nobody else waiting; milliseconds. Longer than a caller waits on a slow node: turns that are given up
 * early there bring more and more on their way at once, and each of them slows the others.
 */
const startMs = 60_000;

/**
 * Open to whoever is on this machine, until it is closed: what it leads to has to ask who is there.
 * @param open another connection; when it fails, the caller's is reset
 * @param atOnce how many may be on their way to a first answer: each may cost the other side a process, and it may be a small machine
 */
export async function localDoor(open: (signal: AbortSignal) => Promise<Duplex>, atOnce: number): Promise<LocalDoor> {
  const host = "127.0.0.1";
  const closing = new AbortController();
  const sockets = new Set<Socket>();
  const turns = new Turns(atOnce);
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    // Two pipelines listen to it, and we do.
    socket.setMaxListeners(20);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    // Not a clean end, which could be taken for the far side's answer.
    lead(socket).catch(() => socket.resetAndDestroy());
  });
  const lead = async (socket: Socket) => {
    const gone = new AbortController();
    socket.once("close", () => gone.abort());
    const done = await turns.take();
    try {
      // Whoever is gone by now, or with the door, needs no way through any more.
      if (socket.destroyed || closing.signal.aborted) return done();
      const far = await open(AbortSignal.any([closing.signal, gone.signal]));
      const late = setTimeout(done, startMs);
      const begun = () => {
        clearTimeout(late);
        done();
      };
      far.once("data", begun).once("close", begun);
      // An end of one direction is handed on; an error, or a caller who is gone, ends both.
      pipeline(socket, far, (error) => void (error && socket.destroy()));
      pipeline(far, socket, (error) => void (error && far.destroy()));
      socket.once("close", () => far.destroy());
      if (socket.destroyed) far.destroy();
    } catch (error) {
      done();
      throw error;
    }
  };
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, host, resolve));
  const address = server.address();
  return {
    host,
    port: typeof address === "object" && address ? address.port : 0,
    async [Symbol.asyncDispose]() {
      closing.abort();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** So many at a time, the others in the order in which they came. */
class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** @returns what gives the turn to the next; to be called once or more often */
  async take(): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    let over = false;
    return () => {
      if (over) return;
      over = true;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    };
  }
}
