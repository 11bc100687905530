/**
 * Both outputs of a container without a terminal come over one connection, in frames: one byte says which, three are zero, four hold the
 * length (big endian), then the payload.
 * @see Docker Engine API, ContainerAttach: Stream format
 */
import { Transform, type TransformCallback } from "node:stream";

export interface Frame {
  readonly from: "stdout" | "stderr";
  readonly bytes: Buffer;
}

const headBytes = 8;
/** No engine sends one as long: what says so is no framed stream. */
const longest = 64 * 1024 * 1024;
const sources = ["stdout", "stdout", "stderr"] as const;

/** Bytes in, `Frame` objects out, one or more for each frame: a long one is handed on as it comes. A stream cut in a frame ends with an error. */
export class Frames extends Transform {
  #head = Buffer.alloc(0);
  #from: Frame["from"] = "stdout";
  #left = 0;

  constructor() {
    super({ readableObjectMode: true });
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#left > 0) {
        const bytes = chunk.subarray(at, at + this.#left);
        this.#left -= bytes.length;
        at += bytes.length;
        this.push({ from: this.#from, bytes } satisfies Frame);
        continue;
      }
      const missing = headBytes - this.#head.length;
      this.#head = Buffer.concat([this.#head, chunk.subarray(at, at + missing)]);
      at += missing;
      if (this.#head.length < headBytes) break;
      const from = sources[this.#head.readUInt8(0)];
      const length = this.#head.readUInt32BE(4);
      if (from === undefined || length > longest) {
        done(new Error("this is no framed output of a container: it may have a terminal"));
        return;
      }
      this.#from = from;
      this.#left = length;
      this.#head = Buffer.alloc(0);
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    const whole = this.#left === 0 && this.#head.length === 0;
    done(whole ? null : new Error("the output of the container ended in the middle of a frame"));
  }
}

/** All that a container printed, once it is over. @throws when it is more than that many bytes, or cut */
export async function outputOf(
  framed: NodeJS.ReadableStream,
  limitBytes = longest,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const parts: Record<Frame["from"], Buffer[]> = { stdout: [], stderr: [] };
  const frames = new Frames();
  framed.once("error", (error) => frames.destroy(error));
  framed.pipe(frames);
  let length = 0;
  for await (const { from, bytes } of frames as AsyncIterable<Frame>) {
    length += bytes.length;
    if (length > limitBytes) throw new Error(`a container printed more than ${limitBytes} bytes`);
    parts[from].push(bytes);
  }
  return {
    stdout: Buffer.concat(parts.stdout).toString("utf8"),
    stderr: Buffer.concat(parts.stderr).toString("utf8"),
  };
}
