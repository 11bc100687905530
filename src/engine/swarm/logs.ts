/**
 * What tasks print, as the manager collects it from their nodes: each line with the time, then whose it is.
 * @see Docker Engine API, ServiceLogs and TaskLogs, with `details` and `timestamps`
 */
import { Transform, type TransformCallback } from "node:stream";
import type { Docker } from "../docker/docker.ts";
import { type Frame, Frames } from "../docker/frames.ts";
import type { LogLineSeen, LogOptions } from "../swarm-engine.ts";

export async function* serviceLogs(
  manager: Docker,
  service: string,
  { lines, follow }: LogOptions,
  signal: AbortSignal,
): AsyncIterable<LogLineSeen> {
  const tail = lines === undefined ? "all" : String(lines);
  const query = { stdout: true, stderr: true, timestamps: true, details: true, follow, tail };
  yield* linesOf(await manager.stream("GET", `/services/${service}/logs`, { query, signal }));
}

/** Milliseconds that a node has to hand over what one task printed last. */
const patienceMs = 5_000;

export async function lastWords(
  manager: Docker,
  task: string,
  lines: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const patience = AbortSignal.timeout(patienceMs);
  const words: string[] = [];
  try {
    const query = { stdout: true, stderr: true, timestamps: true, details: true, tail: String(lines) };
    const asked = { query, signal: AbortSignal.any([signal, patience]) };
    for await (const { text } of linesOf(await manager.stream("GET", `/tasks/${task}/logs`, asked))) words.push(text);
  } catch {
    // A node that is gone, a driver that keeps nothing: there are no last words then.
    signal.throwIfAborted();
  }
  return words.slice(-lines);
}

async function* linesOf(raw: NodeJS.ReadableStream): AsyncIterable<LogLineSeen> {
  const lines = new Lines();
  const frames = new FramesOrTerminal();
  raw.once("error", (error) => frames.destroy(error));
  frames.once("error", (error) => lines.destroy(error));
  raw.pipe(frames).pipe(lines);
  try {
    for await (const line of lines as AsyncIterable<string>) {
      const seen = lineOf(line);
      if (seen) yield seen;
    }
  } finally {
    (raw as { destroy?: () => void }).destroy?.();
  }
}

/** With a terminal there are no frames, and one output. Each line begins with a time, and no frame with a digit: the first byte tells. */
class FramesOrTerminal extends Frames {
  #terminal: boolean | undefined;

  override _transform(chunk: Buffer, encoding: BufferEncoding, done: TransformCallback): void {
    const [first] = chunk;
    if (first !== undefined) this.#terminal ??= first >= digit;
    if (this.#terminal) done(null, { from: "stdout", bytes: chunk } satisfies Frame);
    else super._transform(chunk, encoding, done);
  }
}

/** The first of them in ASCII; a frame begins with 0, 1 or 2. */
const digit = 0x30;

/** Frames to whole lines, each output by itself: a frame may hold half a line, or several. */
class Lines extends Transform {
  #rest: Record<Frame["from"], Buffer> = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };

  constructor() {
    super({ objectMode: true });
  }

  override _transform({ from, bytes }: Frame, _encoding: BufferEncoding, done: () => void): void {
    let rest = Buffer.concat([this.#rest[from], bytes]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      this.push(rest.subarray(0, end).toString("utf8"));
      rest = rest.subarray(end + 1);
    }
    this.#rest[from] = rest;
    done();
  }

  override _flush(done: () => void): void {
    for (const rest of Object.values(this.#rest)) if (rest.length > 0) this.push(rest.toString("utf8"));
    done();
  }
}

/** `TIME com.docker.swarm.node.id=…,com.docker.swarm.service.id=…,com.docker.swarm.task.id=… TEXT`; details come sorted and escaped. */
function lineOf(line: string): LogLineSeen | undefined {
  const [, time, details = "", text = ""] = /^(\S+) (\S*=\S*) ?(.*)$/s.exec(line) ?? [];
  if (time === undefined) return undefined;
  const found = (name: string) =>
    new RegExp(`(?:^|,)com\\.docker\\.swarm\\.${name}\\.id=([^,]*)`).exec(details)?.[1] ?? "";
  return { time, task: found("task"), node: found("node"), text: text.replace(/\r$/, "") };
}
