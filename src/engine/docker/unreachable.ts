/** Why an engine did not answer, in words, and what to do about it. */
import { Fault } from "../../model/fault.ts";

/** @param address as messages name it @returns what was thrown, where it is a Fault already */
export function unreachable(address: string, cause: unknown): Fault {
  if (cause instanceof Fault) return cause;
  const { code = "", message = "" } = cause as NodeJS.ErrnoException;
  const [what, remedy] = said(code, message, address);
  return new Fault("unreachable", `${address}: ${what}`, remedy, { cause });
}

const startIt = "Start it there (`systemctl start docker`), or name another engine with -H.";

function said(code: string, message: string, address: string): readonly [what: string, remedy: string] {
  switch (code) {
    case "ENOENT":
      return ["there is no Docker Engine: the socket is not there", `Install Docker there. ${startIt}`];
    case "EACCES":
    case "EPERM":
      return [
        "you may not use this engine's socket",
        "Run this as root, or as a member of the group docker: whoever is in it can do all that root can.",
      ];
    case "ECONNREFUSED":
      return ["nobody listens there: Docker is not running", startIt];
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return ["there is no host of this name", "See that the name is right, or write its IP address."];
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return ["the host does not answer", "See that it is on, and that no firewall is in between."];
    case "ECONNRESET":
    case "EPIPE":
    case "HPE_INVALID_EOF_STATE": {
      const why = address.startsWith("tcp:") ? ", as it does where our certificate is not accepted" : "";
      const remedy = "See that Docker still runs there, then run this again.";
      return [`the connection broke before the answer was whole${why}`, remedy];
    }
  }
  if (/^HPE_/.test(code)) {
    return ["what answers there is no Docker Engine", "See that the address is right."];
  }
  if (code === "EPROTO" || /wrong version number|packet length too long/i.test(message)) {
    return [
      "it does not speak TLS. An engine that is open on a network is root for everybody on it",
      `Give it certificates (docs.docker.com: Protect the Docker daemon socket), or write ssh://… in place of ${address}.`,
    ];
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO|TLS|SSL/.test(code)) {
    return [
      `its certificate or ours is not accepted (${message})`,
      "See that ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH (or ~/.docker) belong to this engine, and name it as its certificate does.",
    ];
  }
  return [message || code || "no answer", "See that Docker runs there, and that the address is right."];
}
