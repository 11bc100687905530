/** Why the database gave no answer, in words for people; nothing of a question or a password is in them. */
import type { ServerLogin } from "../../../model/launch.ts";

export class Trouble extends Error {
  override readonly name = "Trouble";
  /** What to answer with. @see RFC 9110, section 15.6 */
  readonly status: 502 | 503 | 504;

  constructor(what: string, status: 502 | 503 | 504 = 502) {
    super(what);
    this.status = status;
  }
}

/** @see Node.js documentation, TLS, X509 certificate error codes */
const certificate = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA)/;

export function troubleOf(cause: unknown, { host, port, serverName }: ServerLogin): Trouble {
  const place = `The database at ${host}:${port}`;
  if (!(cause instanceof Error)) return new Trouble(`${place} does not answer.`);
  if (cause.name === "TimeoutError") return new Trouble(`${place} does not answer in time.`, 504);
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : cause.name;
  if (certificate.test(code))
    return new Trouble(`${place} shows no certificate for ${serverName} that INFLUX_CA_FILE vouches for (${code}).`);
  if (code === "ENOENT" || code === "EACCES")
    return new Trouble("The console cannot read its INFLUX_PASSWORD_FILE or INFLUX_CA_FILE.");
  return new Trouble(`${place} does not answer (${code}).`);
}

export function refusalOf(status: number, { host, port, user }: ServerLogin): Trouble {
  const place = `The database at ${host}:${port}`;
  if (status === 401) return new Trouble(`${place} does not accept the password of its user ${user}.`);
  if (status === 403) return new Trouble(`${place} does not let its user ${user} read.`);
  return new Trouble(`${place} answered with ${status}.`);
}
