/** What an engine answers, as far as tokens go by it. @see Docker Engine API: ServiceInspect, TaskList, SecretList, ContainerInspect */

export interface ServiceSeen {
  readonly ID: string;
  readonly Version: { readonly Index: number };
  readonly Spec: ServiceSpecSeen;
}

/** All else of it goes back as it came. */
export interface ServiceSpecSeen {
  readonly Name: string;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly Mode?: { readonly Replicated?: { readonly Replicas?: number } };
  readonly TaskTemplate: {
    readonly ContainerSpec: {
      readonly Image?: string;
      readonly Hostname?: string;
      readonly Env?: readonly string[];
      readonly Mounts?: readonly MountSeen[];
      readonly Secrets?: readonly SecretReferenceSeen[];
    };
    readonly Networks?: readonly { readonly Aliases?: readonly string[] }[];
  };
}

export interface MountSeen {
  readonly Type: string;
  readonly Source?: string;
  readonly Target?: string;
  readonly ReadOnly?: boolean;
}

export interface SecretReferenceSeen {
  readonly SecretID: string;
  readonly SecretName: string;
  readonly File?: { readonly Name: string; readonly UID: string; readonly GID: string; readonly Mode: number };
}

export interface TaskSeen {
  readonly ID: string;
  readonly CreatedAt: string;
  readonly NodeID?: string;
  readonly ServiceID: string;
  readonly DesiredState: string;
  readonly Status: {
    readonly State: string;
    readonly Err?: string;
    readonly ContainerStatus?: { readonly ContainerID?: string };
  };
  readonly Spec: { readonly ContainerSpec?: { readonly Secrets?: readonly SecretReferenceSeen[] } };
}

export interface SecretSeen {
  readonly ID: string;
  readonly CreatedAt: string;
  readonly Spec: { readonly Name: string; readonly Labels?: Readonly<Record<string, string>> };
}
