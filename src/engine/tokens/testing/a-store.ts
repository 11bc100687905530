/**
 * Stands in for Vault and OpenBao, which no package brings here: the token part of their documented API. Time is an argument, so that
 * leases end without waiting.
 */
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTls } from "node:https";
import { type AddressInfo, connect } from "node:net";
import type { StoreDoor } from "../store/ask-over.ts";

interface Kept {
  endsAtMs: number;
  readonly ttlS: number;
  readonly accessor: string;
  readonly policies: readonly string[];
  readonly renewable: boolean;
  /** No renewal goes beyond; absent: any. */
  readonly lastMs?: number;
}

interface Asked {
  readonly line: string;
  readonly headers: readonly string[];
  readonly body: string;
}

interface StoreOptions {
  readonly nowMs: () => number;
  readonly tls?: { readonly key: string; readonly cert: string };
  /** After each act that changes something, before it is answered. */
  readonly acted?: (what: string) => void;
}

export async function aStore(options: StoreOptions) {
  const tokens = new Map<string, Kept>();
  const asked: Asked[] = [];
  const state = { sealed: false, redirectsTo: undefined as string | undefined, keepsAll: false };
  /** @param mostS its greatest lifetime, in seconds */
  const make = (ttlS: number, policies: readonly string[] = [], renewable = true, mostS?: number) => {
    const token = `hvs.${randomBytes(18).toString("base64url")}`;
    const accessor = randomBytes(12).toString("base64url");
    const last = mostS === undefined ? {} : { lastMs: options.nowMs() + mostS * 1000 };
    tokens.set(token, { endsAtMs: options.nowMs() + ttlS * 1000, ttlS, accessor, policies, renewable, ...last });
    return { token, accessor };
  };
  const alive = (token: string | undefined): Kept | undefined => {
    const kept = token === undefined ? undefined : tokens.get(token);
    return kept && (kept.ttlS === 0 || kept.endsAtMs > options.nowMs()) ? kept : undefined;
  };
  const answer = (path: string, token: string | undefined, body: Record<string, unknown>): [number, unknown?] => {
    if (state.sealed) return [503, { errors: ["Vault is sealed"] }];
    const speaker = alive(token);
    if (!speaker) return [403, { errors: ["permission denied"] }];
    const verb = path.replace("/v1/auth/token/", "");
    if (verb === "create") {
      const ttlS = Number.parseInt(String(body.ttl ?? "60"), 10);
      const made = make(ttlS, body.policies as string[]);
      const auth = { client_token: made.token, accessor: made.accessor, lease_duration: ttlS, renewable: true };
      return [200, { auth: { ...auth, policies: body.policies, entity_id: "" } }];
    }
    const whom = verb.endsWith("-accessor")
      ? [...tokens].find(([, one]) => one.accessor === body.accessor)?.[0]
      : token;
    const kept = alive(whom);
    if (whom === undefined || !kept) return [403, { errors: ["1 error occurred:\n\t* invalid accessor\n\n"] }];
    if (verb.startsWith("revoke-")) {
      // As a policy without that path has it.
      if (state.keepsAll) return [403, { errors: ["permission denied"] }];
      tokens.delete(whom);
      return [204];
    }
    if (verb.startsWith("renew-")) {
      if (!kept.renewable) return [400, { errors: ["lease is not renewable"] }];
      const wishedS = Number.parseInt(String(body.increment ?? kept.ttlS), 10);
      kept.endsAtMs = Math.min(options.nowMs() + wishedS * 1000, kept.lastMs ?? Infinity);
      const leftS = Math.round((kept.endsAtMs - options.nowMs()) / 1000);
      return [200, { auth: { client_token: whom, lease_duration: leftS, renewable: true } }];
    }
    const ttl = kept.ttlS === 0 ? 0 : Math.ceil((kept.endsAtMs - options.nowMs()) / 1000);
    return [200, { data: { ttl, renewable: kept.renewable, expire_time: kept.ttlS === 0 ? null : "later" } }];
  };
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString();
    asked.push({ line: `${request.method} ${request.url}`, headers: request.rawHeaders, body });
    const [status, sent] = answer(
      request.url ?? "",
      request.headers["x-vault-token"] as string | undefined,
      JSON.parse(body || "{}") as Record<string, unknown>,
    );
    const verb = /(create|renew|revoke)/.exec(request.url ?? "")?.[0];
    if (verb !== undefined && status < 300) options.acted?.(`${verb} at the store`);
    if (state.redirectsTo !== undefined) {
      response.writeHead(307, { location: `${state.redirectsTo}${request.url}` }).end();
      return;
    }
    response
      .writeHead(status, { "content-type": "application/json" })
      .end(sent === undefined ? "" : JSON.stringify(sent));
  };
  const server = options.tls ? createTls(options.tls, handle) : createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const door: StoreDoor = { host: "localhost", port, open: async () => connect(port, "127.0.0.1") };
  return {
    door,
    asked,
    state,
    make,
    knows: (token: string) => alive(token) !== undefined,
    /** Seconds that each has left which lives, by its accessor; of one without an end Infinity. */
    living: (): ReadonlyMap<string, number> =>
      new Map(
        [...tokens].flatMap(([token, { accessor, ttlS, endsAtMs }]): [string, number][] =>
          alive(token) ? [[accessor, ttlS === 0 ? Infinity : (endsAtMs - options.nowMs()) / 1000]] : [],
        ),
      ),
    port,
    /** As after a start without its data. */
    forget(accessor: string): void {
      for (const [token, kept] of tokens) if (kept.accessor === accessor) tokens.delete(token);
    },
    policiesOf: (token: string) => tokens.get(token)?.policies,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
