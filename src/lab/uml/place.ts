import { join } from "node:path";

/** Where the parts of a lab lie on this machine; all in one directory (0700). */
export interface Place {
  readonly name: string;
  readonly directory: string;
  /** One command at a time changes a lab. Beside the directory, which comes and goes. */
  readonly lock: string;
  readonly state: string;
  /** Network namespace, in /run/netns. */
  readonly namespace: string;
  /** UML keeps its control sockets here, in a directory of each guest. */
  readonly uml: string;
  /** What a guest may mount of this machine's files: nothing. */
  readonly nothing: string;
  readonly sshConfig: string;
  readonly sshKey: string;
  readonly knownHosts: string;
  /** A guest's own files, removed with it. */
  guest(host: string): GuestPlace;
}

interface GuestPlace {
  readonly directory: string;
  /** Changes to the root image, copy on write. */
  readonly disk: string;
  /** What is its own from the start: host key, who may log in. */
  readonly seed: string;
  readonly console: string;
  readonly hostKey: string;
  /** The engine's, on this machine. */
  readonly socket: string;
  /** That of the ssh connection which all others share. */
  readonly control: string;
}

export const labNetwork = "10.77.0";

/** @param root absolute directory of all labs, short enough for sockets in it */
export function placeOf(root: string, name: string): Place {
  const directory = join(root, name);
  return {
    name,
    directory,
    lock: join(root, `.${name}.lock`),
    state: join(directory, "state.json"),
    namespace: `edgeward-lab-${name}`,
    uml: join(directory, "uml"),
    nothing: join(directory, "nothing"),
    sshConfig: join(directory, "ssh_config"),
    sshKey: join(directory, "id_ed25519"),
    knownHosts: join(directory, "known_hosts"),
    guest: (host) => guestPlace(directory, host),
  };
}

function guestPlace(lab: string, host: string): GuestPlace {
  const directory = join(lab, host);
  return {
    directory,
    disk: join(directory, "disk.cow"),
    seed: join(directory, "seed.tar"),
    console: join(directory, "console.log"),
    hostKey: join(directory, "host_key"),
    socket: join(lab, `${host}.sock`),
    control: join(lab, `${host}.ctl`),
  };
}
