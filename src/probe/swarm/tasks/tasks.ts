/** The stack's services and tasks as the manager knows them: only what the probes look at. */
import type { PortConfig, SecretReference } from "../../../model/engine-api.ts";
import type { SwarmScene } from "../scene.ts";

export interface SeenService {
  readonly ID: string;
  readonly Spec: {
    readonly Name: string;
    readonly Labels?: Readonly<Record<string, string>>;
    readonly TaskTemplate: { readonly ContainerSpec?: { readonly Secrets?: readonly SeenSecret[] | null } };
  };
  readonly JobStatus?: { readonly JobIteration?: { readonly Index?: number } } | null;
  readonly Endpoint?: { readonly Ports?: readonly PortConfig[] | null };
}

type SeenSecret = SecretReference & { readonly SecretID: string };

export interface SeenTask {
  readonly ID: string;
  readonly ServiceID: string;
  readonly NodeID?: string;
  /** Absent or 0 for what runs once on each node. */
  readonly Slot?: number;
  /** RFC 3339. */
  readonly CreatedAt?: string;
  /** Of a job: which of its runs. */
  readonly JobIteration?: { readonly Index?: number } | null;
  readonly DesiredState: string;
  readonly NetworksAttachments?: readonly { readonly Network?: { readonly ID: string } }[] | null;
  readonly Status: {
    readonly State: string;
    readonly ContainerStatus?: { readonly ContainerID?: string; readonly ExitCode?: number };
    readonly PortStatus?: { readonly Ports?: readonly PortConfig[] | null };
  };
  readonly Spec: { readonly ContainerSpec?: { readonly Secrets?: readonly SeenSecret[] | null } };
}

export const stackLabel = "com.docker.stack.namespace";

/** Every service of the swarm: whose it is, is said by its label. */
export const allServices = async ({ swarm }: SwarmScene, signal: AbortSignal): Promise<readonly SeenService[]> =>
  (await swarm.manager.ask<readonly SeenService[] | undefined>("GET", "/services", { signal })) ?? [];

export async function allTasks({ swarm }: SwarmScene, signal: AbortSignal): Promise<readonly SeenTask[]> {
  return (await swarm.manager.ask<readonly SeenTask[] | undefined>("GET", "/tasks", { signal })) ?? [];
}

export const isRunning = (task: SeenTask): boolean => task.Status.State === "running";
