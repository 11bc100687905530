/** What the loops over a swarm are handed by `wire-swarm.ts`. */
import type { Docker } from "../../engine/docker/docker.ts";
import type { SwarmEngine } from "../../engine/swarm-engine.ts";
import type { EngineAddress } from "../../model/engine-address.ts";
import type { NodeBook, SwarmNode } from "../../model/swarm-node.ts";
import type { Clock } from "../clock.ts";
import type { Tell } from "../tell.ts";

export interface SwarmTools {
  readonly clock: Clock;
  readonly tell: Tell;
  /**
   * Which engine is meant: what `-H` says, else DOCKER_HOST, else the docker command line's context, else this host's.
   * @throws Fault "bad-command-line"
   */
  address(host: string | undefined): Promise<EngineAddress>;
  /** @throws Fault "unreachable", with what to do */
  connect(address: EngineAddress, signal: AbortSignal): Promise<Docker>;
  readonly book: NodeBookStore;
  /**
   * The image that looks and listens for us on nodes: busybox and tcpdump, made of this machine's own programs, since no registry can be
   * counted on. Put on the engine where it is missing. @returns its reference
   */
  helperImage(on: Docker, signal: AbortSignal): Promise<string>;
  /**
   * To a port of a service that only its own network reaches, until it is closed.
   * @param service name on the swarm
   * @throws Fault "not-running", "unreachable"
   */
  door(swarm: Swarm, service: string, port: number, signal: AbortSignal): Promise<Door>;
  /** For one stack after another. The swarm stays the caller's to close. */
  engine(swarm: Swarm): Promise<SwarmEngine>;
}

/** On this machine's loopback. */
export interface Door extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
}

/** Kept between commands, for this user alone. */
export interface NodeBookStore {
  read(swarm: string): Promise<NodeBook | undefined>;
  /** Reads, and writes what comes of it; nobody else does meanwhile. */
  change(swarm: string, edit: (nodes: NodeBook["nodes"]) => NodeBook["nodes"]): Promise<void>;
  forget(swarm: string): Promise<void>;
}

/** A swarm as a command sees it: one manager to ask, and the engines of the others where somebody said how to reach them. */
export interface Swarm extends AsyncDisposable {
  readonly id: string;
  readonly manager: Docker;
  nodes(signal: AbortSignal): Promise<readonly SwarmNode[]>;
  /** Opened once and kept; the manager's own is `manager`. @returns undefined when nobody said how it is reached */
  engineOf(node: SwarmNode, signal: AbortSignal): Promise<Docker | undefined>;
}
