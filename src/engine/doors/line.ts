/**
 * One program in a container that leads one connection after the other: starting a program there takes a small node a second of its only
 * processor, and many at once starve the very engine that is asked.
 * Invariants: what a connection brings ends with a mark that nobody but the caller has seen; a line is free again only after its mark.
 */
import { Duplex } from "node:stream";
import { escaped, Until } from "./line-words.ts";

/**
 * For busybox's `sh`. Reads orders, one a line: `open MARK PORT HOST...` (hosts are tried one after the other: one that does not connect has
 * read nothing yet), then lines for `printf`, then `end`. What is left over from a connection that ended early is passed over.
 */
export const lineScript = (connectS: number): string => `while IFS= read -r line; do
  case $line in "open "*) ;; *) continue ;; esac
  set -- $line; mark=$2; port=$3; shift 3
  while IFS= read -r line && [ "$line" != end ]; do printf "$line"; done | {
    for host; do nc -w ${connectS} "$host" "$port" && break; done
    printf %s "$mark"
  }
done`;

export interface Order {
  readonly hosts: readonly string[];
  readonly port: number;
}

export class Line {
  readonly #raw: Duplex;
  readonly #free: (line: Line) => void;
  #call: Call | undefined;

  /** @param raw the program's input and output @param free told after each connection, unless the program has ended */
  constructor(raw: Duplex, free: (line: Line) => void) {
    this.#raw = raw;
    this.#free = free;
    raw.on("data", (bytes: Buffer) => this.#call?.hear(bytes));
    raw.on("error", () => raw.destroy());
    raw.once("end", () => raw.destroy());
    raw.once("close", () => this.#call?.destroy(new Error("the program that led the connection has ended")));
  }

  get over(): boolean {
    return this.#raw.destroyed;
  }

  open({ hosts, port }: Order): Duplex {
    const mark = crypto.randomUUID();
    const send = (text: string, done: () => void) =>
      void (this.over ? done() : this.#raw.write(`${text}\n`, () => done()));
    const call = new Call(mark, send, () => {
      this.#call = undefined;
      if (!this.over) this.#free(this);
    });
    this.#call = call;
    send(["open", mark, port, ...hosts].join(" "), () => {});
    return call;
  }

  close(): void {
    this.#raw.destroy();
  }
}

/** Milliseconds: a mark is written at once, so what looks like its beginning and is followed by nothing is the server's. */
const holdMs = 100;

/** Also hears on when its caller is gone: until the mark, the line is not free. */
class Call extends Duplex {
  readonly #until: Until;
  readonly #send: (text: string, done: () => void) => void;
  readonly #over: () => void;
  #ended = false;
  #holding: NodeJS.Timeout | undefined;

  constructor(mark: string, send: (text: string, done: () => void) => void, over: () => void) {
    super();
    this.#until = new Until(mark);
    this.#send = send;
    this.#over = over;
  }

  hear(bytes: Buffer): void {
    clearTimeout(this.#holding);
    const { before, isOver } = this.#until.hear(bytes);
    this.#pass(before);
    if (!isOver) {
      this.#holding = setTimeout(() => this.#pass(this.#until.release()), holdMs);
      return;
    }
    this.#end(() => {});
    if (!this.destroyed) this.push(null);
    this.#over();
  }

  #pass(bytes: Buffer): void {
    if (bytes.length > 0 && !this.destroyed && !this.readableEnded) this.push(bytes);
  }

  /** Once: a second one would be the next connection's. */
  #end(done: () => void): void {
    if (this.#ended) done();
    else {
      this.#ended = true;
      this.#send("end", done);
    }
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.#ended) done();
    else this.#send(escaped(chunk), done);
  }

  override _final(done: () => void): void {
    this.#end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#holding);
    this.#end(() => {});
    done(error);
  }
}
