import type { IncomingMessage } from "node:http";
import { gunzip } from "node:zlib";

/** Largest body, as it comes and unpacked, in bytes: InfluxDB 1.x's own default, `max-body-size`. */
const bodyLimit = 25_000_000;

/** A request that cannot be served, with its HTTP status. */
export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, what: string) {
    super(what);
    this.status = status;
  }
}

/** @throws Refusal 413, 415 or 400 */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const encoding = request.headers["content-encoding"] ?? "identity";
  if (encoding !== "identity" && encoding !== "gzip") throw new Refusal(415, "content-encoding is gzip or nothing");
  if (Number(request.headers["content-length"] ?? 0) > bodyLimit) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyLimit) throw tooLarge();
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  return encoding === "gzip" ? unpacked(body) : body;
}

function unpacked(body: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Off the main thread, and no more than the limit: a small body may unpack to a very large one.
    gunzip(body, { maxOutputLength: bodyLimit }, (error, result) => {
      if (!error) return resolve(result);
      reject(
        (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE"
          ? tooLarge()
          : new Refusal(400, "the body is not gzip"),
      );
    });
  });
}

function tooLarge(): Refusal {
  return new Refusal(413, `Request Entity Too Large: the body has more than ${bodyLimit} bytes`);
}
