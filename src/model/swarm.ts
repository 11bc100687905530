/** A stack as a swarm can run it: the stack file's tree, and what only the Engine API carries. */
import type { Mapping } from "./node.ts";

export interface SwarmStack {
  readonly name: string;
  /** Absolute directory that relative paths in `root` start at: the stack file's. */
  readonly directory: string;
  /** The stack file: valid for `docker stack config`. */
  readonly root: Mapping;
  /** By service, for those that have any. */
  readonly beyond: ReadonlyMap<string, Beyond>;
}

/**
 * What `docker stack deploy` drops or refuses, and a ServiceSpec carries.
 * @see Docker Engine API, ServiceCreate: TaskTemplate.ContainerSpec
 */
export interface Beyond {
  /** Privileges.NoNewPrivileges, API >= 1.44. */
  readonly noNewPrivileges?: boolean;
  /** Privileges.Seccomp, API >= 1.44; `profile` is the absolute path of a JSON file. */
  readonly seccomp?:
    | { readonly mode: "default" | "unconfined" }
    | { readonly mode: "custom"; readonly profile: string };
  /** Privileges.AppArmor, API >= 1.44. */
  readonly appArmor?: "default" | "disabled";
  /** Privileges.SELinuxContext. */
  readonly seLinux?: {
    readonly disable?: boolean;
    readonly user?: string;
    readonly role?: string;
    readonly type?: string;
    readonly level?: string;
  };
  /** Mounts[].TmpfsOptions.Mode by target, in the bits of chmod. */
  readonly tmpfsModes?: Readonly<Record<string, number>>;
  /** ContainerSpec.Groups (`group_add`). */
  readonly groups?: readonly string[];
  /** ContainerSpec.DNSConfig.Options (`dns_opt`). */
  readonly dnsOptions?: readonly string[];
  /** ContainerSpec.OomScoreAdj, API >= 1.46. */
  readonly oomScoreAdj?: number;
}
