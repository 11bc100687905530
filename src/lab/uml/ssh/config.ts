/** What ssh is told of a lab: text. */
import type { LabHost } from "../../../model/lab.ts";
import type { Place } from "../place.ts";

/** A name of its own, so that it is no name of a host in the person's network. */
const aliasOf = (place: Place, host: LabHost): string => `${host.name}.${place.namespace}`;

/**
 * Every call goes through the one connection that `lab up` has opened from within the lab's network: it works from anywhere, with
 * `ssh -F` as with `docker -H ssh://`. Without that connection nothing is called: the same address may be a stranger's outside.
 * @see ssh_config(5)
 */
export function sshConfig(hosts: readonly LabHost[], place: Place): string {
  const each = hosts.map(
    (host) => `Host ${host.name}
  HostName ${host.address}
  HostKeyAlias ${aliasOf(place, host)}
  ControlPath ${place.guest(host.name).control}
`,
  );
  return `${each.join("")}Host *
  User root
  IdentityFile ${place.sshKey}
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile ${place.knownHosts}
  GlobalKnownHostsFile none
  StrictHostKeyChecking yes
  UpdateHostKeys no
  PasswordAuthentication no
  ForwardAgent no
  LogLevel ERROR
  ControlMaster no
  ProxyCommand false
`;
}

/** @param key `ssh-ed25519 AAAA…` */
export const knownHost = (host: LabHost, place: Place, key: string): string => `${aliasOf(place, host)} ${key}\n`;

/** For whoever opens that connection, and the engine's socket (0600) with it. */
export function forwardWords(host: LabHost, place: Place): readonly string[] {
  const { control, socket } = place.guest(host.name);
  const options = {
    ControlMaster: "yes",
    ControlPath: control,
    ProxyCommand: "none",
    ConnectTimeout: "5",
    ServerAliveInterval: "15",
    ExitOnForwardFailure: "yes",
    StreamLocalBindMask: "0177",
    StreamLocalBindUnlink: "yes",
    BatchMode: "yes",
  };
  const given = Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  return ["-F", place.sshConfig, ...given, "-N", "-L", `${socket}:/run/docker.sock`, host.name];
}
