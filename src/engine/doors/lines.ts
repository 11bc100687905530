/** As many lines as there are connections at a time, each kept for the next connection, and started one after the other. */
import type { Duplex } from "node:stream";
import { Line, type Order } from "./line.ts";

interface Waiter {
  take(line: Line): void;
  fail(error: unknown): void;
}

export class Lines implements Disposable {
  readonly #start: () => Promise<Duplex>;
  readonly #all = new Set<Line>();
  readonly #idle: Line[] = [];
  readonly #waiting: Waiter[] = [];
  #isStarting = false;
  #isClosed = false;

  /** @param start another program in the container, which reads `lineScript` */
  constructor(start: () => Promise<Duplex>) {
    this.#start = start;
  }

  /** @throws why no program can be started, or the signal's reason */
  async open(order: Order, signal: AbortSignal): Promise<Duplex> {
    signal.throwIfAborted();
    const line = await this.#take();
    if (!signal.aborted && !line.over) return line.open(order);
    this.#give(line);
    signal.throwIfAborted();
    throw new Error("the program that was to lead the connection has ended");
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    for (const line of this.#all) line.close();
    for (const { fail } of this.#waiting.splice(0)) fail(new Error("closed"));
  }

  #take(): Promise<Line> {
    for (let line = this.#idle.pop(); line; line = this.#idle.pop()) if (!line.over) return Promise.resolve(line);
    return new Promise((take, fail) => {
      this.#waiting.push({ take, fail });
      this.#grow();
    });
  }

  /** One that became free meanwhile may have gone to whoever waited for this one: then it is there for the next. */
  #grow(): void {
    if (this.#isStarting || this.#waiting.length === 0 || this.#isClosed) return;
    this.#isStarting = true;
    this.#start()
      .then(
        (raw) => this.#begun(new Line(raw, (line) => this.#give(line))),
        (error) => this.#waiting.shift()?.fail(error),
      )
      .finally(() => {
        this.#isStarting = false;
        this.#grow();
      });
  }

  #begun(line: Line): void {
    if (this.#isClosed) {
      line.close();
      return;
    }
    this.#all.add(line);
    this.#give(line);
  }

  #give(line: Line): void {
    if (line.over || this.#isClosed) return void this.#all.delete(line);
    const next = this.#waiting.shift();
    if (next) next.take(line);
    else this.#idle.push(line);
  }
}
