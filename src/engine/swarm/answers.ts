/** What an engine answers, as far as a stack goes by it. @see Docker Engine API: NetworkList, SecretList, ConfigList, ServiceList, TaskList */
import type { ServiceSpec, TaskSpec, Texts } from "../../model/engine-api.ts";

export interface NetworkAnswer {
  readonly Id: string;
  readonly Name: string;
  readonly Scope: string;
  readonly Driver: string;
  readonly Internal: boolean;
  readonly Attachable: boolean;
  readonly Options?: Texts | null;
  readonly Labels?: Texts | null;
  readonly IPAM?: { readonly Config?: readonly { readonly Subnet?: string }[] | null };
}

/** A secret or a config. */
export interface FileAnswer {
  readonly ID: string;
  readonly Spec: { readonly Name: string; readonly Labels?: Texts | null };
}

export interface ServiceAnswer {
  readonly ID: string;
  readonly Version: { readonly Index: number };
  readonly Spec: ServiceSpec;
  readonly UpdateStatus?: { readonly State?: string; readonly Message?: string };
}

export interface TaskAnswer {
  readonly ID: string;
  readonly CreatedAt: string;
  readonly ServiceID: string;
  readonly Slot?: number;
  readonly NodeID?: string;
  readonly DesiredState: string;
  readonly Spec: TaskSpec;
  readonly Status: {
    readonly Timestamp: string;
    readonly State: string;
    readonly Err?: string;
    readonly ContainerStatus?: { readonly ContainerID?: string; readonly ExitCode?: number } | null;
    readonly PortStatus?: {
      readonly Ports?:
        | readonly { readonly PublishedPort?: number; readonly TargetPort?: number; readonly Protocol?: string }[]
        | null;
    };
  };
}
