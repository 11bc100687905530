/** Host paths that hand the node, or the whole swarm, to whoever gets them. */
import { below } from "../../../../compose/path.ts";

export interface Danger {
  /** The name of the refusal, and of what waives it. */
  readonly name: "docker-socket" | "host-files";
  /** The end of a sentence that begins with "it". */
  readonly what: string;
}

const socket = /(^|\/)(docker|containerd|podman|crio|cri-dockerd|dockershim|buildkitd)\.sock$|docker_engine$/;
const socketHomes = ["/run", "/run/containerd", "/run/podman", "/run/crio", "/run/docker", "/var"];
/** Whoever talks to systemd here starts what he likes as root. */
const init = ["/run/systemd", "/run/systemd/private"];
/** The kernel's own, and programs that root runs. */
const system = ["/proc", "/sys", "/dev", "/boot", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/root"];
const engine = ["/var/lib/docker", "/var/lib/containerd", "/var/lib/containers", "/run/secrets", "/run/user"];
/** Who may do what on the node. */
const rights = /^\/etc\/(shadow|gshadow|sudoers(\.d)?|ssh|docker|kubernetes|pam\.d)-?(\/|$)/;
const writable =
  /^\/(usr\/(bin|sbin|lib|lib64|libexec|local\/s?bin)|etc\/(passwd|group|systemd|cron[^/]*|init\.d|profile(\.d)?|ld\.so[^/]*|environment|hosts|fstab|udev|modprobe\.d|security)|var\/spool\/cron)(\/|$)/;
/** Those that hold such a one. */
const above = ["/usr", "/usr/local", "/etc", "/var/spool"];
/** Within those, what gives nobody anything. */
const harmless = ["/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"];

/** @param given absolute and normalised */
export function dangerOf(given: string, readOnly: boolean): Danger | undefined {
  // The one is a link to the other.
  const path = given.replace(/^\/var\/run(?=\/|$)/, "/run");
  if (socket.test(path) || socketHomes.includes(path)) {
    return {
      name: "docker-socket",
      what: "reaches the engine, read-only or not: whoever can talk to it owns the node",
    };
  }
  if (path === "/") {
    return { name: "docker-socket", what: "holds the node's whole disk, and the engine's socket with it" };
  }
  if (harmless.includes(path)) return undefined;
  const isBelow = (parents: readonly string[]) => parents.some((parent) => below(parent, path) !== undefined);
  if (isBelow(engine) || path === "/var/lib") return hostFiles("holds what other containers keep to themselves");
  if (isBelow(system) || init.includes(path))
    return hostFiles("belongs to the node's kernel, its devices and its administrator");
  if (rights.test(`${path}/`) || (path === "/etc" && readOnly)) return hostFiles("says who may do what on the node");
  const isProgram = above.includes(path) || writable.test(path);
  return isProgram && !readOnly
    ? hostFiles("is what the node itself runs and believes, and may be written")
    : undefined;
}

/** Below these, people keep projects. */
const projectHomes = ["/root", "/etc/docker"];

/**
 * As `dangerOf`; what a project has beside its own file is the project's, also where it lies in the administrator's home.
 * @param project absolute directory
 */
export function dangerTo(path: string, readOnly: boolean, project: string): Danger | undefined {
  const isAtHome = projectHomes.some((home) => below(home, project));
  const own = isAtHome ? below(project, path) : undefined;
  return dangerOf(own === undefined ? path : `/srv/project/${own}`, readOnly);
}

/** What root keeps in its home to be let in elsewhere. */
const rootsOwn = [".ssh", ".gnupg", ".docker", ".kube", ".aws", ".config", ".netrc", ".pgpass", ".git-credentials"];

/**
 * As `dangerTo`, of a file that becomes a secret or a config: its content alone is handed over, so that only what lets somebody in counts.
 * @param path absolute
 * @param project absolute directory
 */
export function credentialOf(path: string, project: string): Danger | undefined {
  const danger = dangerTo(path, true, project);
  const home = below("/root", path);
  const isCredential =
    home === undefined
      ? rights.test(`${path}/`) || /^\/(var\/lib|(var\/)?run)\//.test(path)
      : rootsOwn.includes(home.split("/")[0] ?? "");
  return danger?.name === "host-files" && isCredential ? danger : undefined;
}

const hostFiles = (what: string): Danger => ({ name: "host-files", what });

/** What each Linux node has, so that nobody has to make it. */
export function isOnEachNode(path: string): boolean {
  return (
    /^\/(etc\/(localtime|timezone|machine-id|os-release|hostname|resolv\.conf|passwd|group|ssl|ca-certificates|pki)|usr|run|var\/(run|log)|dev|proc|sys|lib|tmp)(\/|$)/.test(
      path,
    ) ||
    path === "/etc" ||
    path === "/"
  );
}
