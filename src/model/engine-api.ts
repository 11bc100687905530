/**
 * The Docker Engine API objects that we send, as JSON has them: absent means the engine's default. Holes stand where only the engine's hand
 * may look or know: file contents, and the ids of secrets and configs, which are told by name here.
 * @see Docker Engine API: NetworkCreate, SecretCreate, ConfigCreate, ServiceCreate
 */
import type { Path } from "./node.ts";
import type { Span } from "./span.ts";

/** `1.44`; numbers behind the dot are compared as numbers. */
export type ApiVersion = `1.${number}`;

export const atLeast = (api: ApiVersion, since: ApiVersion): boolean => Number(api.slice(2)) >= Number(since.slice(2));

/** A file's bytes, which the engine fills in as base64. The path is absolute. */
interface FileBytes {
  readonly file: string;
}

export type Texts = Readonly<Record<string, string>>;

interface Driver {
  readonly Name?: string;
  readonly Options?: Texts;
}

export interface NetworkSpec {
  readonly Name: string;
  readonly Driver: string;
  readonly Options?: Texts;
  readonly Internal: boolean;
  readonly Attachable: boolean;
  readonly IPAM?: { readonly Driver: string; readonly Config?: readonly { readonly Subnet?: string }[] };
  readonly Labels: Texts;
}

export interface ConfigSpec {
  readonly Name: string;
  readonly Labels: Texts;
  readonly Data?: FileBytes;
  readonly Templating?: Driver;
}

/** With a driver there is no `Data`: it is fetched from elsewhere. */
export interface SecretSpec extends ConfigSpec {
  readonly Driver?: Driver;
}

export interface ServiceSpec {
  readonly Name: string;
  readonly Labels: Texts;
  readonly TaskTemplate: TaskSpec;
  readonly Mode: ServiceMode;
  readonly UpdateConfig?: UpdateConfig;
  readonly RollbackConfig?: UpdateConfig;
  readonly EndpointSpec: { readonly Mode?: string; readonly Ports?: readonly PortConfig[] };
}

export interface TaskSpec {
  readonly ContainerSpec: ContainerSpec;
  readonly Resources: { readonly Limits?: Limits; readonly Reservations?: Reservations };
  readonly RestartPolicy?: RestartPolicy;
  readonly Placement: Placement;
  readonly Networks: readonly NetworkAttachment[];
  readonly LogDriver?: Driver;
  readonly ForceUpdate: number;
}

export interface ContainerSpec {
  readonly Image: string;
  readonly Labels: Texts;
  /** The entrypoint. */
  readonly Command?: readonly string[];
  /** The command. */
  readonly Args?: readonly string[];
  readonly Hostname?: string;
  /** `NAME=value`; a name alone takes the variable out of what the image sets. */
  readonly Env?: readonly string[];
  readonly Dir?: string;
  readonly User?: string;
  readonly Groups?: readonly string[];
  readonly Privileges: Privileges;
  readonly Init?: boolean;
  readonly StopSignal?: string;
  /** Nanoseconds. */
  readonly StopGracePeriod?: number;
  readonly TTY?: boolean;
  readonly OpenStdin?: boolean;
  readonly ReadOnly?: boolean;
  readonly Mounts?: readonly Mount[];
  readonly Healthcheck?: Healthcheck;
  /** `IP name`, as in hosts(5). */
  readonly Hosts?: readonly string[];
  readonly DNSConfig?: {
    readonly Nameservers?: readonly string[];
    readonly Search?: readonly string[];
    readonly Options?: readonly string[];
  };
  readonly Secrets?: readonly SecretReference[];
  readonly Configs?: readonly ConfigReference[];
  readonly Isolation?: string;
  readonly Sysctls?: Texts;
  readonly CapabilityAdd?: readonly string[];
  readonly CapabilityDrop?: readonly string[];
  readonly Ulimits?: readonly { readonly Name: string; readonly Soft: number; readonly Hard: number }[];
  readonly OomScoreAdj?: number;
}

export interface Privileges {
  /** `Config` is the config's name; the engine wants its id. */
  readonly CredentialSpec?: { readonly Config: string; readonly File: string; readonly Registry: string };
  readonly SELinuxContext?: {
    readonly Disable: boolean;
    readonly User: string;
    readonly Role: string;
    readonly Type: string;
    readonly Level: string;
  };
  readonly Seccomp?: { readonly Mode: "default" | "unconfined" | "custom"; readonly Profile?: FileBytes };
  readonly AppArmor?: { readonly Mode: "default" | "disabled" };
  readonly NoNewPrivileges?: boolean;
}

export interface Mount {
  readonly Type: string;
  readonly Source?: string;
  readonly Target?: string;
  readonly ReadOnly?: boolean;
  readonly Consistency?: string;
  readonly BindOptions?: { readonly Propagation?: string };
  readonly VolumeOptions?: {
    readonly NoCopy?: boolean;
    readonly Labels?: Texts;
    readonly Subpath?: string;
    readonly DriverConfig?: Driver;
  };
  readonly ImageOptions?: { readonly Subpath?: string };
  /** `Mode` in the bits of chmod; `Options` such as `[["noexec"], ["uid", "1000"]]`. */
  readonly TmpfsOptions?: {
    readonly SizeBytes?: number;
    readonly Mode?: number;
    readonly Options?: readonly (readonly string[])[];
  };
  readonly ClusterOptions?: Readonly<Record<string, never>>;
}

/** All times in nanoseconds. */
export interface Healthcheck {
  readonly Test?: readonly string[];
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly StartPeriod?: number;
  readonly StartInterval?: number;
  readonly Retries?: number;
}

export interface FileTarget {
  readonly Name: string;
  readonly UID: string;
  readonly GID: string;
  readonly Mode: number;
}

/** The engine wants `SecretID` too, and finds it by the name. */
export interface SecretReference {
  readonly File: FileTarget;
  readonly SecretName: string;
}

/** The engine wants `ConfigID` too. `Runtime`: not for the container, but for what starts it. */
export interface ConfigReference {
  readonly File?: FileTarget;
  readonly Runtime?: Readonly<Record<string, never>>;
  readonly ConfigName: string;
}

interface Limits {
  readonly NanoCPUs?: number;
  readonly MemoryBytes?: number;
  readonly Pids?: number;
}

export interface Reservations {
  readonly NanoCPUs?: number;
  readonly MemoryBytes?: number;
  readonly GenericResources?: readonly {
    readonly DiscreteResourceSpec?: { readonly Kind?: string; readonly Value?: number };
  }[];
}

/** Times in nanoseconds. */
export interface RestartPolicy {
  readonly Condition?: string;
  readonly Delay?: number;
  readonly MaxAttempts?: number;
  readonly Window?: number;
}

export interface Placement {
  readonly Constraints?: readonly string[];
  readonly Preferences?: readonly { readonly Spread: { readonly SpreadDescriptor: string } }[];
  readonly MaxReplicas?: number;
}

export interface NetworkAttachment {
  readonly Target: string;
  readonly Aliases?: readonly string[];
  readonly DriverOpts?: Texts;
}

export interface ServiceMode {
  readonly Replicated?: { readonly Replicas?: number };
  readonly Global?: Readonly<Record<string, never>>;
  readonly ReplicatedJob?: { readonly MaxConcurrent?: number; readonly TotalCompletions?: number };
  readonly GlobalJob?: Readonly<Record<string, never>>;
}

/** Times in nanoseconds; a parallelism of 0 is all at once. */
export interface UpdateConfig {
  readonly Parallelism: number;
  readonly Delay?: number;
  readonly FailureAction?: string;
  readonly Monitor?: number;
  readonly MaxFailureRatio: number;
  readonly Order: string;
}

export interface PortConfig {
  readonly Protocol?: string;
  readonly TargetPort?: number;
  readonly PublishedPort?: number;
  readonly PublishMode?: string;
}

/** What no ServiceSpec carries, or none that this engine understands: an older engine drops it without a word. */
export interface Loss {
  readonly service: string;
  /** Where it stands in the stack file; for what only the API carries, where a compose file has it. */
  readonly path: Path;
  /** Of the value, or else of the service. */
  readonly at: Span;
  /** What becomes of it, as the end of a sentence that begins with the path. */
  readonly what: string;
  /** First API version that carries it; absent: none does. */
  readonly since?: ApiVersion;
  readonly remedy: string;
  readonly weakens: "security" | "behaviour";
}
