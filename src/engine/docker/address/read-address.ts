/** An engine's address as people write it, for `-H`, DOCKER_HOST and the node book. */
import type { EngineAddress } from "../../../model/engine-address.ts";
import { Fault } from "../../../model/fault.ts";

/** @see IANA: docker-s, Docker over TLS */
const tlsPort = 2376;
const host = /^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_][A-Za-z0-9._-]*)$/;
/** What ssh would read as an option never gets through: nothing begins with `-`. */
const user = /^[A-Za-z0-9_][A-Za-z0-9._@+-]*$/;

/**
 * @param text `unix:///run/docker.sock`, `ssh://me@edge-2:22`, `tcp://edge-2:2376`
 * @param certificates directory of ca.pem, cert.pem and key.pem, for tcp
 * @param said who says so, for the message: `-H`, `DOCKER_HOST`
 * @throws Fault "bad-command-line"; a password in the address is not repeated
 */
export function readAddress(text: string, certificates: string, said: string): EngineAddress {
  const [, scheme = "", rest = ""] = /^([a-z]+):\/\/(.*)$/s.exec(text) ?? [];
  switch (scheme) {
    case "unix":
      if (/^\/[^\0\n]+$/.test(rest)) return { by: "unix", path: rest };
      throw wrong(`${said} ${shown(text)} is no absolute path of a socket`);
    case "ssh":
      return overSsh(text, rest, said);
    case "tcp": {
      const { name, port } = hostIn(rest.replace(/\/$/, "")) ?? nobody(text, said);
      return { by: "tcp", host: name.replace(/^\[|\]$/g, ""), port: port ?? tlsPort, certificates };
    }
    default:
      throw wrong(`${said} ${shown(text)} is no address of a Docker Engine that Edgeward reaches`);
  }
}

function overSsh(text: string, rest: string, said: string): EngineAddress {
  const at = rest.lastIndexOf("@");
  const who = rest.slice(0, Math.max(at, 0));
  if (who.includes(":")) {
    throw new Fault(
      "bad-command-line",
      `${said}: an ssh address with a password in it`,
      "Leave the password out: ssh asks for none here. Let a key in with `ssh-copy-id`, and keep it with `ssh-add`.",
    );
  }
  const { name, port } = hostIn(rest.slice(at + 1).replace(/\/$/, "")) ?? nobody(text, said);
  if (at >= 0 && !user.test(who)) throw wrong(`${said} ${shown(text)} names no user that ssh could take`);
  const bare = name.replace(/^\[|\]$/g, "");
  return { by: "ssh", destination: at >= 0 ? `${who}@${bare}` : bare, ...(port !== undefined && { port }) };
}

function hostIn(text: string): { readonly name: string; readonly port?: number } | undefined {
  const [, name = "", digits] = /^(.*?)(?::(\d{1,5}))?$/s.exec(text) ?? [];
  const port = digits === undefined ? undefined : Number(digits);
  if (!host.test(name) || (port !== undefined && (port < 1 || port > 65_535))) return undefined;
  return { name, ...(port !== undefined && { port }) };
}

function nobody(text: string, said: string): never {
  throw wrong(`${said} ${shown(text)} names no host, or a port that is none`);
}

const shown = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
const wrong = (what: string): Fault =>
  new Fault(
    "bad-command-line",
    what,
    "Write unix:///var/run/docker.sock for this host, ssh://user@host for another, or tcp://host:2376 with certificates.",
  );
