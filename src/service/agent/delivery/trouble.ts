/** Why there is no connection, in plain words with a remedy. No secret in it. */

export interface Trouble {
  /** `refused`: the broker, or our trust in it, said no; asking again soon will not help. `away`: it may be back any moment. */
  readonly kind: "refused" | "away";
  readonly what: string;
  readonly remedy: string;
}

export interface Whom {
  readonly host: string;
  readonly port: number;
  readonly serverName: string;
  readonly caFile: string;
  readonly user?: string;
  readonly passwordFile?: string;
}

/** @see MQTT 3.1.1, table 3.1: CONNACK return codes */
export function refusedBy(whom: Whom, returnCode: number): Trouble {
  const who = whom.user === undefined ? "the agent, which has no credentials" : `user ${whom.user}`;
  const remedy =
    whom.user === undefined
      ? "Give the agent a user and a password file."
      : `Compare ${whom.passwordFile ?? "the password file, which is not set,"} with the broker's password file; a new password is taken up without a restart.`;
  const refused = (why: string, more: string): Trouble => ({
    kind: "refused",
    what: `broker refused ${who}: ${why}`,
    remedy: more,
  });
  switch (returnCode) {
    case 1:
      return refused("it does not speak MQTT 3.1.1", "Use a broker that takes MQTT 3.1.1 clients.");
    case 2:
      return refused("client identifier rejected", "Give the agent another client identifier.");
    case 3:
      return { kind: "away", what: "broker is there, but unavailable", remedy: "Look at the broker's log." };
    case 4:
      return refused("bad user name or password", remedy);
    case 5:
      return refused("not authorised", remedy);
    default:
      return refused(`CONNACK return code ${returnCode}, which MQTT 3.1.1 does not know`, "Look at the broker's log.");
  }
}

/** A failed TCP or TLS connection, told apart by the system's or OpenSSL's code. */
export function failedWith(whom: Whom, error: unknown): Trouble {
  const place = `${whom.host}:${whom.port}`;
  const code = codeOf(error);
  const away = (what: string, remedy: string): Trouble => ({ kind: "away", what, remedy });
  const refused = (what: string, remedy: string): Trouble => ({ kind: "refused", what, remedy });
  switch (code) {
    case "ECONNREFUSED":
      return away(`nothing listens at ${place}`, "Start the broker.");
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return away(
        `the name ${whom.host} cannot be resolved`,
        "Check the broker's host name and this machine's name service.",
      );
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return away(`${place} cannot be reached`, "Check the network and its firewalls.");
    case "ECONNRESET":
    case "EPIPE":
      return away(`the connection to ${place} was reset`, "Look at the broker's log.");
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "CERT_SIGNATURE_FAILURE":
      return refused(
        `the certificate at ${place} was not signed by the CA in ${whom.caFile}`,
        "Give the agent the CA certificate of the broker that it shall trust, or look who answers there.",
      );
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return refused(
        `the certificate at ${place} is not for the name ${whom.serverName}`,
        `Issue the broker a certificate for ${whom.serverName}, or look who answers there.`,
      );
    case "CERT_HAS_EXPIRED":
      return refused(`the certificate at ${place} has expired`, "Renew it, or set this machine's clock.");
    case "CERT_NOT_YET_VALID":
      return refused(`the certificate at ${place} is not valid yet`, "Set this machine's clock.");
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "ERR_SSL_PACKET_LENGTH_TOO_LONG":
      return refused(
        `${place} does not speak TLS`,
        "Use the broker's TLS port: the agent sends no password in clear text.",
      );
    case "ERR_SSL_UNSUPPORTED_PROTOCOL":
    case "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION":
      return refused(`${place} offers no TLS 1.2 or newer`, "Enable TLS 1.2 or 1.3 on the broker.");
    default:
      return away(`no connection to ${place}: ${code ?? String(error)}`, "Look at the broker's log.");
  }
}

/** A connection that ended before the broker acknowledged anything: it may dislike what it was sent. */
export function unwelcome(whom: Whom, ended: Trouble, topic: string): Trouble {
  return {
    kind: ended.kind,
    what: `${ended.what}, and had acknowledged nothing; the first message waiting is for topic ${topic}`,
    remedy: `If this goes on, check that user ${whom.user ?? "(none)"} may publish to ${topic}, and the broker's limit on packet size.`,
  };
}

/** A file of ours that must be read before we can connect. */
export function unreadable(what: string, path: string, error: unknown): Trouble {
  return {
    kind: "refused",
    what: `${what} ${path} cannot be read: ${codeOf(error) ?? String(error)}`,
    remedy: "Make the file readable to the agent's user; it is read again at each attempt.",
  };
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
