/**
 * One Docker Engine, asked through its API. Whoever drives a swarm, looks at it or delivers to it knows no more of an engine than this.
 * @see Docker Engine API
 */
import type { Duplex, Readable } from "node:stream";
import type { ApiVersion } from "../../model/engine-api.ts";

export interface Docker extends AsyncDisposable {
  /** As messages name it: `unix:///run/docker.sock`, `ssh://me@edge-2`. */
  readonly address: string;
  /** What both speak: the engine's newest, and none that we do not know. */
  readonly api: ApiVersion;
  /** The engine's release: `26.1.5`. */
  readonly release: string;
  /**
   * Asks, and reads the answer as JSON; undefined where it is empty.
   * @throws EngineRefusal with the engine's own words; Fault "unreachable" when there is no answer
   */
  ask<Answer = unknown>(method: Method, path: string, request?: Asked): Promise<Answer>;
  /** The same, for an answer that comes bit by bit or is no JSON: logs, events, images, archives. Ends with the signal. */
  stream(method: Method, path: string, request?: Asked): Promise<Readable>;
  /** Takes the connection over, as `attach` and `exec` do. What goes in and comes out is as the engine has it. */
  hijack(path: string, request?: Asked): Promise<Duplex>;
}

export type Method = "GET" | "HEAD" | "POST" | "PUT" | "DELETE";

export interface Asked {
  /** Undefined ones are left out; objects go as JSON, as `filters` wants it. */
  readonly query?: Readonly<Record<string, string | number | boolean | object | undefined>>;
  /** A stream goes as it is (`application/x-tar` unless `headers` says otherwise), all else as JSON. */
  readonly body?: object | Readable;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** The engine answered, and did not do it. */
export class EngineRefusal extends Error {
  override readonly name = "EngineRefusal";
  /** HTTP status: 404 it is not there, 409 it is in use or there already, 503 no swarm. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** One `what` that is not there: undefined in place of a refusal with 404. */
export async function orAbsent<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof EngineRefusal && error.status === 404) return undefined;
    throw error;
  }
}
