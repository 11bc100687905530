/**
 * What a swarm is to run for a stack, what is seen there, and the steps from one to the other.
 * Invariant: no secret is in any of it; files and the ids of secrets and configs are the engine's hand's.
 */
import type { ConfigSpec, NetworkSpec, SecretSpec, ServiceSpec, TaskSpec, Texts } from "./engine-api.ts";
import type { SwarmNode } from "./swarm-node.ts";

/** On every object that we made; its value is the stack's name. Only what carries it is ours to remove. */
export const ownLabel = "edgeward.stack";
/** On everything of a stack, whoever deployed it. */
export const namespaceLabel = "com.docker.stack.namespace";
/** On a service: SHA-256 of the specification that we sent, without this label. */
export const specLabel = "edgeward.spec";
/** On a secret with a service's token: who delivered it takes it away, too. @see docs/tokens.md */
export const tokenLabel = "edgeward.token";
/** On a secret that holds a token's place until one is delivered. */
export const placeholderLabel = "edgeward.placeholder";
/** On a service's containers: id of the image that its name meant, where no registry says more. */
export const imageLabel = "edgeward.image";
/** On tasks, networks and containers that are there for a moment; its value says what for. */
export const throwAwayLabel = "edgeward.throw-away";
/** On nodes: the one that has the data of a service. */
export const pinPrefix = "node.labels.edgeward.pin.";

/** A secret or a config: immutable, so that another content has another name. */
export interface FileWish {
  readonly kind: "secret" | "config";
  readonly spec: SecretSpec | ConfigSpec;
  /** For what is no file of the person's: text without secrets, such as a configuration file as hardening leaves it. */
  readonly text?: string;
}

export interface ServiceWish {
  readonly spec: ServiceSpec;
  /** Names on the swarm, and what has to be true of them before this one is made for the first time. */
  readonly waitsFor: readonly { readonly service: string; readonly until: "started" | "healthy" | "completed" }[];
  /** Its token has not been delivered: until then it fails, and nobody minds. */
  readonly waitsForToken: boolean;
}

export interface SwarmWish {
  readonly stack: string;
  readonly pins: readonly PinWish[];
  readonly networks: readonly NetworkSpec[];
  readonly files: readonly FileWish[];
  /** Secrets with nothing but `{}` in them, for tokens that are delivered later. */
  readonly placeholders: readonly string[];
  readonly services: readonly ServiceWish[];
}

/** A label that exactly one node has to carry. */
export interface PinWish {
  readonly label: string;
  readonly node: Pick<SwarmNode, "id" | "hostname">;
  readonly why: string;
}

interface ObjectSeen {
  readonly id: string;
  readonly name: string;
  readonly labels: Texts;
}

export interface NetworkSeen extends ObjectSeen {
  /** `swarm`, or `local` to the manager. */
  readonly scope: string;
  readonly driver: string;
  readonly internal: boolean;
  readonly attachable: boolean;
  readonly options: Texts;
  readonly subnets: readonly string[];
}

export type FileSeen = ObjectSeen;

export interface ServiceSeen extends ObjectSeen {
  /** As the engine has it; networks by name. */
  readonly spec: ServiceSpec;
  /** Of the last update, if there was one: `updating`, `paused`, `completed`, `rollback_started`, … */
  readonly update?: { readonly state: string; readonly message: string };
}

export interface TaskSeen {
  readonly id: string;
  readonly service: string;
  /** Absent for tasks of global services, which go by their node. */
  readonly slot?: number;
  readonly node?: string;
  /** Of TaskState: `pending`, `preparing`, `starting`, `running`, `complete`, `failed`, `rejected`, `shutdown`, `orphaned`, … */
  readonly state: string;
  readonly desired: string;
  /** The engine's own words when something is wrong. */
  readonly error: string;
  /** Of its container, once that has ended. */
  readonly exitCode?: number;
  /** When it came to this state; milliseconds since the epoch of the manager. */
  readonly sinceMs: number;
  readonly createdMs: number;
  readonly spec: TaskSpec;
  /** Names of those that it was given. */
  readonly ports: readonly string[];
}

/** Everything there is, of whatever stack: names are taken by others, too. */
export interface SwarmSeen {
  readonly nodes: readonly SwarmNode[];
  readonly networks: readonly NetworkSeen[];
  readonly secrets: readonly FileSeen[];
  readonly configs: readonly FileSeen[];
  readonly services: readonly ServiceSeen[];
  /** Of this stack's services alone, those that are over as well. */
  readonly tasks: readonly TaskSeen[];
}

export interface VolumeSeen {
  readonly node: Pick<SwarmNode, "id" | "hostname">;
  readonly name: string;
}

/** `why` is for people, and starts with a small letter. */
export type SwarmStep = { readonly why: string } & (
  | {
      readonly step: "label";
      readonly node: Pick<SwarmNode, "id" | "hostname">;
      readonly label: string;
      readonly value?: string;
    }
  | { readonly step: "create-network"; readonly spec: NetworkSpec }
  | { readonly step: "create-file"; readonly file: FileWish }
  | { readonly step: "create-placeholder"; readonly spec: SecretSpec }
  | { readonly step: "create-service"; readonly spec: ServiceSpec }
  | { readonly step: "update-service"; readonly id: string; readonly spec: ServiceSpec }
  | { readonly step: "remove"; readonly kind: RemovedKind; readonly id: string; readonly name: string }
  | { readonly step: "remove-volume"; readonly volume: VolumeSeen }
);

export type RemovedKind = "service" | "network" | "secret" | "config";

/** Why a stack cannot be brought up as things are: one line each, and what to do. */
export interface SwarmRefusal {
  readonly what: string;
  readonly remedy: string;
}

export interface SwarmPlan {
  readonly steps: readonly SwarmStep[];
  /** With one of them nothing may be done. */
  readonly refusals: readonly SwarmRefusal[];
}

export const isOurs = ({ labels }: { readonly labels: Texts }, stack: string): boolean => labels[ownLabel] === stack;
