import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Logger, pino } from "pino";
import type { DatabaseLaunch } from "../../../model/launch.ts";
import { serviceName } from "../../../model/name.ts";
import { passwordLine } from "../../broker/testing/a-broker.ts";
import { makeCertificate } from "../../broker/testing/certificate.ts";
import type { Store } from "../../store/contract.ts";
import { openStore } from "../../store/store.ts";
import { type DatabaseService, startDatabase } from "../database.ts";

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

interface Ask {
  readonly method?: string;
  /** `user:password` for Basic; undefined for none. */
  readonly as?: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ADatabase extends AsyncDisposable {
  readonly service: DatabaseService;
  readonly store: Store;
  readonly port: number;
  readonly launch: DatabaseLaunch;
  readonly log: readonly string[];
  ask(path: string, ask?: Ask): Promise<Answer>;
  /** As the reader `rita`; the answer's `results`. */
  query(q: string, parameters?: Readonly<Record<string, string>>): Promise<unknown>;
}

const certificate = makeCertificate();

/** A real store behind real HTTPS on a free port; `rita` reads `db`, `walt` writes it; a password is `pw-` and the name. */
export async function aDatabase(now: () => number = Date.now): Promise<ADatabase> {
  const dir = await mkdtemp(join(tmpdir(), "edgeward-database-"));
  const { certificate: cert, key } = await certificate;
  const launch: DatabaseLaunch = {
    role: "database",
    service: serviceName("influxdb"),
    needs: [],
    process: "core",
    opens: { read: [], write: [] },
    listeners: [{ host: "127.0.0.1", port: 0 }],
    tls: { certificate: join(dir, "certificate"), key: join(dir, "key") },
    userFile: join(dir, "users"),
    dataDir: join(dir, "data"),
  };
  await writeFile(launch.tls.certificate, cert);
  await writeFile(launch.tls.key, key, { mode: 0o600 });
  await writeFile(launch.userFile, `${passwordLine("rita")}:read:db\n${passwordLine("walt")}:write:db\n`);
  const log: string[] = [];
  const logger: Logger = pino({ base: null }, { write: (line: string) => void log.push(line) });
  const around = { log: logger, now, signal: new AbortController().signal };
  const store = await openStore({ dir: launch.dataDir }, around);
  const service = await startDatabase(launch, store, around);
  const port = service.listens()[0]?.port ?? 0;
  const agent = new Agent({ ca: cert, keepAlive: true });
  const ask = (path: string, options: Ask = {}) => exchange(agent, port, path, options);
  return {
    service,
    store,
    port,
    launch,
    log,
    ask,
    async query(q, parameters = {}) {
      const answer = await ask(`/query?${new URLSearchParams({ db: "db", q, ...parameters })}`, { as: "rita:pw-rita" });
      return answer.status === 200 ? (JSON.parse(answer.text) as { results: unknown }).results : answer;
    },
    async [Symbol.asyncDispose]() {
      agent.destroy();
      await service[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function exchange(
  agent: Agent,
  port: number,
  path: string,
  { method = "GET", as, body, headers = {} }: Ask,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = {
      host: "127.0.0.1",
      port,
      path,
      method,
      agent,
      headers,
      ...(as === undefined ? {} : { auth: as }),
    };
    const sent = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
