/** A Docker Engine, wherever it is. */
import { type EngineAddress, showAddress } from "../../model/engine-address.ts";
import type { Asked, Docker, Method } from "./docker.ts";
import { greet } from "./greet.ts";
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
