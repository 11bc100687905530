import { pbkdf2Sync, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { BrokerLaunch, BrokerLimits } from "../../../model/launch.ts";
import { serviceName } from "../../../model/name.ts";
import type { Intake } from "../../intake.ts";
import { type Bounds, defaultBounds } from "../core/bounds.ts";
import { type BrokerService, startBroker } from "../start-broker.ts";
import { makeCertificate } from "./certificate.ts";

export interface ABrokerOptions {
  readonly limits?: Partial<BrokerLimits>;
  readonly bounds?: Partial<Bounds>;
  readonly intake?: () => Intake | undefined;
  /** Names of users; the password of each is `pw-` and the name. */
  readonly users?: readonly string[];
  /** Text of the ACL file; without it everybody may do everything outside `$SYS`. */
  readonly acl?: string;
  readonly keep?: boolean;
  readonly ingest?: string;
  readonly now?: () => number;
  /** An earlier broker's directory, to start again where it was. */
  readonly dir?: string;
}

export interface ABroker extends AsyncDisposable {
  readonly service: BrokerService;
  readonly launch: BrokerLaunch;
  readonly port: number;
  readonly dir: string;
  /** PEM of the certificate that clients trust. */
  readonly ca: string;
  /** Every line it has logged. */
  readonly log: readonly string[];
  count(name: string): number;
}

/** One for all tests of a file: making keys takes longer than most tests. */
const certificate = makeCertificate();
const salt = randomBytes(12);

/** A line of a password file. One round is enough for tests. */
export function passwordLine(user: string, password = `pw-${user}`, iterations = 1): string {
  const hash = pbkdf2Sync(password, salt, iterations, 64, "sha512").toString("base64");
  return `${user}:$7$${iterations}$${salt.toString("base64")}$${hash}`;
}

/** A real broker on a free port of loopback, with files of its own, which go with it unless the directory was given. */
export async function aBroker(options: ABrokerOptions = {}): Promise<ABroker> {
  const { users = ["ann", "ben"], acl = "pattern readwrite #\npattern read $SYS/#\n", keep = false } = options;
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), "edgeward-broker-")));
  const { certificate: cert, key } = await certificate;
  const launch: BrokerLaunch = {
    role: "broker",
    service: serviceName("broker"),
    needs: [],
    process: "core",
    opens: { read: [], write: [] },
    listeners: [{ host: "127.0.0.1", port: 0 }],
    tls: { certificate: join(dir, "cert.pem"), key: join(dir, "key.pem") },
    passwordFile: join(dir, "passwd"),
    aclFile: join(dir, "acl"),
    limits: {
      packetBytes: 64 * 1024,
      connections: 100,
      queuedMessages: 1000,
      queuedBytes: 1024 * 1024,
      connectMs: 10_000,
      ...options.limits,
    },
    ...(keep && { dataDir: join(dir, "data") }),
    ...(options.ingest !== undefined && { ingest: serviceName(options.ingest) }),
  };
  await writeFile(launch.tls.certificate, cert);
  await writeFile(launch.tls.key, key, { mode: 0o600 });
  await writeFile(launch.passwordFile, `${users.map((user) => passwordLine(user)).join("\n")}\n`);
  await writeFile(launch.aclFile, acl);
  const lines: string[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => void lines.push(line) });
  const around = { log, now: options.now ?? Date.now, signal: new AbortController().signal };
  const bounds = { ...defaultBounds, ...options.bounds };
  const service = await startBroker(launch, around, options.intake ?? (() => undefined), bounds);
  return {
    service,
    launch,
    port: service.listens()[0]?.port ?? 0,
    dir,
    ca: cert,
    log: lines,
    count: (name) => service.counters()[name] ?? Number.NaN,
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      if (options.dir === undefined) await rm(dir, { recursive: true });
    },
  };
}
