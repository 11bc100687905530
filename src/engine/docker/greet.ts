/** Who answers there, and what both of us speak. */
import { type ApiVersion, atLeast } from "../../model/engine-api.ts";
import { Fault } from "../../model/fault.ts";
import { EngineRefusal } from "./docker.ts";
import type { Requests } from "./requests.ts";

/** What we know all objects of. @see engine-api.ts, docs/swarm-api.md */
const newest: ApiVersion = "1.48";
const oldest: ApiVersion = "1.40";

interface Greeting {
  readonly Version?: unknown;
  readonly ApiVersion?: unknown;
  readonly MinAPIVersion?: unknown;
}

/** @throws Fault "unreachable", or the signal's reason */
export async function greet(requests: Requests, shown: string, patienceMs: number, signal: AbortSignal) {
  const patience = AbortSignal.timeout(patienceMs);
  const both = AbortSignal.any([signal, patience]);
  let said: Greeting | undefined;
  try {
    said =
      (await inShort(requests, both)) ?? ((await requests.ask("GET", "/version", { signal: both })) as typeof said);
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
  return understood(said, shown);
}

/**
 * `/version` asks containerd and runc for theirs, which takes a small board most of a second; the heading of any other answer says as much
 * at once. Not of an engine newer than we know: what it has given up stands in `/version` alone.
 * @returns undefined when it does not say
 * @see Docker Engine API, SystemPing; moby/moby, api/server/middleware/version.go on `Server`
 */
async function inShort(requests: Requests, signal: AbortSignal): Promise<Greeting | undefined> {
  try {
    const { server = "", "api-version": api } = await requests.heading("/_ping", { signal });
    const [, release] = /^Docker\/(\d\S*)/.exec(`${server}`) ?? [];
    if (release === undefined || !isApi(api) || !atLeast(newest, api)) return undefined;
    return { Version: release, ApiVersion: api };
  } catch (error) {
    if (error instanceof EngineRefusal) return undefined;
    throw error;
  }
}

function understood(said: Greeting | undefined, shown: string): { readonly api: ApiVersion; readonly release: string } {
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
