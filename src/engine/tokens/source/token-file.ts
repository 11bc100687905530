/**
 * What a store answers when it makes a token, which is what EdgeX writes into `secrets-token.json` as it came.
 * @see Vault and OpenBao HTTP API, auth/token "Create token"; edgex-go, internal/security/fileprovider/tokenprovider/provider.go (v4:
 * the answer of a login or of create-by-role, encoded as it came); go-mod-secrets, pkg/token/authtokenloader: which fields a service reads
 */

export interface TokenFile {
  readonly clientToken: string;
  /** Empty: unknown. EdgeX 4 makes a token anew by it. */
  readonly entityId: string;
  /** Seconds; 0: it does not end. */
  readonly leaseS: number;
  readonly renewable: boolean;
}

/** Longest that a swarm secret may be, in bytes. @see swarmkit, manager/controlapi: MaxSecretSize */
const longest = 500 * 1024;

export type TokenFileRead =
  | { readonly is: "token"; readonly file: TokenFile }
  /** It is being written, or the placeholder of a stack that has not begun. */
  | { readonly is: "empty" }
  /** What is wrong with it, as the end of a sentence that begins with its name. Nothing of its content. */
  | { readonly is: "malformed"; readonly what: string };

export function readTokenFile(bytes: Buffer): TokenFileRead {
  if (bytes.length >= longest) return malformed(`has ${bytes.length} bytes, more than a swarm secret holds`);
  const text = bytes.toString("utf8").trim();
  if (text === "" || text === "{}") return { is: "empty" };
  const whole = parsed(text);
  if (whole === undefined) return malformed("is no JSON");
  const auth = fieldsOf(whole)?.auth;
  const fields = fieldsOf(auth);
  if (!fields) return malformed("has no `auth` in it");
  const { client_token: clientToken, lease_duration: leaseS = 0, renewable = false, entity_id: entityId = "" } = fields;
  if (typeof clientToken !== "string" || !/^[\x21-\x7e]{1,4096}$/.test(clientToken)) {
    return malformed("has no `auth.client_token` that could stand in a header");
  }
  if (typeof leaseS !== "number" || !Number.isSafeInteger(leaseS) || leaseS < 0) {
    return malformed("has an `auth.lease_duration` that is no number of seconds");
  }
  if (typeof renewable !== "boolean") return malformed("has an `auth.renewable` that is neither true nor false");
  if (typeof entityId !== "string") return malformed("has an `auth.entity_id` that is no text");
  return { is: "token", file: { clientToken, entityId, leaseS, renewable } };
}

const malformed = (what: string): TokenFileRead => ({ is: "malformed", what });

/** A parser's own message would quote what it met. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
