/** Questions to InfluxDB 1.x, over TLS that is verified. @see InfluxDB 1.8 documentation, InfluxDB API reference, /query */
import { readFile } from "node:fs/promises";
import { Agent, type RequestOptions, request } from "node:https";
import { checkServerIdentity } from "node:tls";
import type { ConsoleLaunch } from "../../../model/launch.ts";
import { refusalOf, Trouble, troubleOf } from "./trouble.ts";

export interface Series {
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly unknown[])[];
}

/** One answer per statement. @throws Trouble */
export type Ask = (statements: readonly string[]) => Promise<readonly (readonly Series[])[]>;

const answerMs = 15_000;
/** More than this of an answer is not read; what the console asks for is far smaller. */
const answerBytes = 16 * 1024 * 1024;
/** At a time: a small machine has other work. */
const sockets = 4;

/** @param signal ends what is under way, and all connections */
export function askInflux(database: ConsoleLaunch["database"], signal: AbortSignal): Ask {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  signal.addEventListener("abort", () => agent.destroy(), { once: true });
  return async (statements) => {
    const { host, port, serverName, caFile, user, passwordFile, name } = database;
    try {
      // Read anew each time, so that a rotated password or CA is taken up.
      const [ca, password] = await Promise.all([readFile(caFile), readFile(passwordFile, "utf8")]);
      const { status, text } = await post(
        {
          host,
          port,
          path: `/query?epoch=ms&db=${encodeURIComponent(name)}`,
          auth: `${user}:${password.replace(/\r?\n$/, "")}`,
          ca,
          agent,
          minVersion: "TLSv1.2",
          servername: serverName,
          checkServerIdentity: (_, certificate) => checkServerIdentity(serverName, certificate),
          signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
        },
        `q=${encodeURIComponent(statements.join(";"))}`,
      );
      if (status !== 200) throw refusalOf(status, database);
      return answersIn(text, statements.length, database);
    } catch (error) {
      throw error instanceof Trouble ? error : troubleOf(error, database);
    }
  };
}

function post(options: RequestOptions, body: string): Promise<{ readonly status: number; readonly text: string }> {
  const headers = { "content-type": "application/x-www-form-urlencoded", "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const asked = request({ ...options, method: "POST", headers }, (response) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on("data", (part: Buffer) => {
        parts.push(part);
        bytes += part.length;
        if (bytes > answerBytes) asked.destroy(new Trouble("The database answered with more than can be shown."));
      });
      response.once("error", reject);
      response.once("end", () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString("utf8") }),
      );
    });
    asked.once("error", reject).end(body);
  });
}

interface Answer {
  readonly results?: readonly { readonly series?: readonly Series[]; readonly error?: string }[];
}

function answersIn(text: string, count: number, { name }: ConsoleLaunch["database"]): readonly (readonly Series[])[] {
  const { results = [] } = parsed(text);
  for (const { error } of results) {
    if (error?.startsWith("database not found")) throw new Trouble(`The database server has no database ${name}.`);
    if (error !== undefined) throw new Trouble("The database could not carry out what it was asked.");
  }
  if (results.length !== count) throw new Trouble("The database left a part of the answer out.");
  return results.map(({ series = [] }) => series);
}

function parsed(text: string): Answer {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    throw new Trouble("The database answered with something that is no JSON.");
  }
}
