/**
 * Points → a database in another process, over InfluxDB 1.x's HTTPS.
 * Invariants: an append resolves when the database said that it has the points, or that it will never take them: asking again would not
 * mend those, and they are counted; in every other case it rejects.
 * @see InfluxDB 1.8 documentation, InfluxDB API reference, /write
 */
import { readFile } from "node:fs/promises";
import { Agent, request } from "node:https";
import { checkServerIdentity } from "node:tls";
import { Fault } from "../../../model/fault.ts";
import type { ServerLogin } from "../../../model/launch.ts";
import { formatPoint } from "../../line-protocol/format.ts";
import type { Point, PointSink } from "../../point.ts";
import type { Surroundings } from "../../service.ts";

/** influxd takes 25 MB in one request (max-body-size); a message of the usual limit fits whole. */
const bodyChars = 4 * 1024 * 1024;
const answerMs = 30_000;
/** As much as is read of an answer, in characters. */
const answerChars = 64 * 1024;
const sayAgainMs = 10_000;

export interface HttpSink extends PointSink, Disposable {
  counters(): Readonly<Record<string, number>>;
}

export function httpSink(writer: ServerLogin, { log, now, signal }: Surroundings): HttpSink {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let dropped = 0;
  let saidMs = Number.NEGATIVE_INFINITY;

  async function write(database: string, body: string, lines: number): Promise<void> {
    const { status, text } = await post(writer, agent, database, body, signal);
    if (status === 204 || status === 200) return;
    if (status === 400 || status === 413) {
      dropped += Number(/dropped=(\d+)/.exec(text)?.[1] ?? lines);
      if (Math.abs(now() - saidMs) < sayAgainMs) return;
      saidMs = now();
      log.warn({ status, dropped }, "the database does not take some of the points");
      return;
    }
    throw refusal(writer, status);
  }

  return {
    async append(database, points) {
      for (const lines of bodies(points)) await write(database, lines.join("\n"), lines.length);
    },
    counters: () => ({ points_dropped: dropped }),
    [Symbol.dispose]: () => agent.destroy(),
  };
}

function* bodies(points: readonly Point[]): Generator<readonly string[]> {
  let lines: string[] = [];
  let chars = 0;
  for (const point of points) {
    const line = formatPoint(point);
    if (line === "") continue;
    if (chars + line.length > bodyChars && lines.length > 0) {
      yield lines;
      [lines, chars] = [[], 0];
    }
    lines.push(line);
    chars += line.length + 1;
  }
  if (lines.length > 0) yield lines;
}

async function post(
  writer: ServerLogin,
  agent: Agent,
  database: string,
  body: string,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly text: string }> {
  const { host, port, serverName, caFile, user, passwordFile } = writer;
  // Read anew each time, so that a rotated password or CA is taken up.
  const [ca, password] = await Promise.all([readFile(caFile), readFile(passwordFile, "utf8")]);
  return new Promise((resolve, reject) => {
    const away = (cause: unknown) =>
      reject(
        new Fault(
          "not-running",
          `the database at ${host}:${port} does not answer (${reasonOf(cause)})`,
          "Look at its log (`edgeward logs`).",
          { cause },
        ),
      );
    const asked = request(
      {
        host,
        port,
        method: "POST",
        path: `/write?precision=ns&db=${encodeURIComponent(database)}`,
        auth: `${user}:${password.trim()}`,
        headers: { "content-type": "text/plain; charset=utf-8", "content-length": Buffer.byteLength(body) },
        ca,
        agent,
        minVersion: "TLSv1.2",
        servername: serverName,
        checkServerIdentity: (_, certificate) => checkServerIdentity(serverName, certificate),
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
        // influxd repeats a bad line in a header of its answer, control characters and all.
        insecureHTTPParser: true,
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => {
          if (text.length < answerChars) text += part;
        });
        response.once("error", away);
        response.once("end", () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    asked.once("error", away);
    asked.end(body);
  });
}

function refusal({ host, port, user }: ServerLogin, status: number): Fault {
  const place = `the database at ${host}:${port}`;
  if (status === 401 || status === 403)
    return new Fault("no-permission", `${place} does not let ${user} write (${status})`, "Run `edgeward up` again.");
  return new Fault("not-ready", `${place} answered with ${status}`, "Look at its log (`edgeward logs`).");
}

const reasonOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause);
  return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
};
