/** A Docker Engine, wherever it is. */
import { type EngineAddress, showAddress } from "../../model/engine-address.ts";
import { type ApiVersion, atLeast } from "../../model/engine-api.ts";
import { Fault } from "../../model/fault.ts";
import { type Asked, type Docker, EngineRefusal, type Method } from "./docker.ts";
import type { Link } from "./link/link.ts";
import { sshLink } from "./link/ssh.ts";
import { tlsLink } from "./link/tls.ts";
import { unixLink } from "./link/unix.ts";
import { Requests } from "./requests.ts";

export interface ConnectOptions {
  /** For ssh: PATH, HOME, SSH_AUTH_SOCK. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds that an engine has to say who it is. */
  readonly patienceMs?: number;
}

/** What we know all objects of. @see engine-api.ts, docs/swarm-api.md */
const newest: ApiVersion = "1.48";
const oldest: ApiVersion = "1.40";

/** Longer than ssh has to connect. */
const usualPatienceMs = 45_000;

/**
 * @param signal ends the connecting; what is asked later has signals of its own
 * @throws Fault "unreachable" (nobody answers, or what answers is no engine that we can speak to), "certificate"
 */
export async function connectDocker(
  address: EngineAddress,
  { environment, patienceMs = usualPatienceMs }: ConnectOptions,
  signal: AbortSignal,
): Promise<Docker> {
  signal.throwIfAborted();
  const shown = showAddress(address);
  const requests = new Requests(shown, await linkTo(address, shown, environment));
  try {
    const { api, release } = await greet(requests, shown, patienceMs, signal);
    return {
      address: shown,
      api,
      release,
      ask: <Answer>(method: Method, path: string, asked?: Asked) =>
        requests.ask(method, `/v${api}${path}`, asked) as Promise<Answer>,
      stream: (method, path, asked) => requests.stream(method, `/v${api}${path}`, asked),
      hijack: (path, asked) => requests.hijack(`/v${api}${path}`, asked),
      [Symbol.asyncDispose]: () => requests[Symbol.asyncDispose](),
    };
  } catch (error) {
    await requests[Symbol.asyncDispose]();
    throw error;
  }
}

async function linkTo(
  address: EngineAddress,
  shown: string,
  environment: ConnectOptions["environment"],
): Promise<Link> {
  switch (address.by) {
    case "unix":
      return unixLink(address.path);
    case "tcp":
      return tlsLink(address.host, address.port, address.certificates);
    case "ssh":
      return sshLink({ ...address, address: shown }, environment);
  }
}

interface Greeting {
  readonly Version?: unknown;
  readonly ApiVersion?: unknown;
  readonly MinAPIVersion?: unknown;
}

async function greet(requests: Requests, shown: string, patienceMs: number, signal: AbortSignal) {
  const patience = AbortSignal.timeout(patienceMs);
  let said: Greeting | undefined;
  try {
    said = (await requests.ask("GET", "/version", { signal: AbortSignal.any([signal, patience]) })) as typeof said;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineRefusal) {
      const what = `${shown}: it does not say which release it is (${error.status}: ${error.message})`;
      throw new Fault(
        "unreachable",
        what,
        "See that a Docker Engine answers there, and that nothing in between refuses.",
      );
    }
    if (!patience.aborted) throw error;
    const what = `${shown}: connected, and no answer within ${patienceMs / 1000} s`;
    throw new Fault("unreachable", what, "See whether Docker hangs there: `journalctl -u docker`.");
  }
  const engine = said?.ApiVersion;
  if (!isApi(engine) || typeof said?.Version !== "string") {
    throw new Fault(
      "unreachable",
      `${shown}: what answers there is no Docker Engine`,
      "See that the address is right.",
    );
  }
  const least = said.MinAPIVersion;
  if (!atLeast(engine, oldest)) {
    const what = `${shown}: Docker Engine ${said.Version} speaks API ${engine}; Edgeward needs ${oldest}`;
    throw new Fault("unreachable", what, "Install Docker Engine 20.10.24 or newer there.");
  }
  if (isApi(least) && !atLeast(newest, least)) {
    const what = `${shown}: Docker Engine ${said.Version} speaks API ${least} and newer; this Edgeward knows ${newest}`;
    throw new Fault("unreachable", what, "Install a newer Edgeward.");
  }
  return { api: atLeast(engine, newest) ? newest : engine, release: said.Version };
}

const isApi = (text: unknown): text is ApiVersion => typeof text === "string" && /^1\.\d{1,4}$/.test(text);
