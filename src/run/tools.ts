/** What the loops and the commands are handed by `wire.ts`: interfaces only. Whoever tests them hands over others. */
import type { ProcessEngine } from "../engine/engine.ts";
import type { Digests, Keys } from "../keys/keys.ts";
import type { Labs } from "../model/lab.ts";
import type { Layout } from "../model/layout.ts";
import type { ProgramName, Programs } from "../model/program.ts";
import type { Probe } from "../probe/probe.ts";
import type { SwarmProbe } from "../probe/swarm/scene.ts";
import type { Clock } from "./clock.ts";
import type { HostTools } from "./host/host-tools.ts";
import type { PlayTools } from "./play/play-tools.ts";
import type { NodeTools } from "./swarm/nodes/node-tools.ts";
import type { SwarmTools } from "./swarm/swarm-tools.ts";
import type { Tell } from "./tell.ts";
import type { OpenTokens } from "./tokens/token-tools.ts";
import type { WatchFiles } from "./tokens/watch/watch-status.ts";
import type { UserStore } from "./users/user-store.ts";

/** One process at a time watches over a stack. */
interface Supervision {
  /** Nobody else changes the stack as long as it is held; a crash lets go of it. @throws Fault "not-ready" when another has it too long */
  lock(signal: AbortSignal): Promise<AsyncDisposable>;
  /** Makes this process the one, after the one before has let go. */
  claim(): Promise<void>;
  /** As `claim`, if whoever started this process wants it to; else false. */
  claimIfNext(): Promise<boolean>;
  /** Whether this process is still the one. */
  isOurs(): Promise<boolean>;
  /** Idempotent; does nothing when another process has taken over. */
  release(): Promise<void>;
  /** Process id of the one that watches, this process or another. */
  current(): Promise<number | undefined>;
  /** Asks another to let go, and to leave the services as they are. */
  dismiss(): Promise<void>;
  /** Starts this program again, in the background and with these arguments, and waits until it watches. */
  detach(commandLine: readonly string[], signal: AbortSignal): Promise<void>;
}

/** All that belongs to one stack on this machine. */
export interface Site {
  readonly layout: Layout;
  readonly engine: ProcessEngine;
  readonly keys: Keys;
  readonly supervision: Supervision;
  readonly users: UserStore;
  /** Which of these are installed on this machine. */
  programs(names: readonly ProgramName[]): Promise<Programs>;
  /** SHA-256, hexadecimal. */
  readonly digest: (text: string) => string;
  /** Removes `.edgeward` itself when nothing is left in it. */
  readonly sweep: () => Promise<void>;
}

export interface Tools {
  readonly clock: Clock;
  /** Loaded when they are needed: most commands look at nothing. */
  probes(): Promise<readonly Probe[]>;
  /** The same, for what runs on a swarm. */
  swarmProbes(): Promise<readonly SwarmProbe[]>;
  /** Bytes that nobody can guess. */
  random(bytes: number): Uint8Array;
  /** @param directory absolute directory of the compose file */
  site(directory: string, stackName: string): Promise<Site>;
  /** The programs that are installed on this machine. */
  host(tell: Tell): Promise<HostTools>;
  /** Engines on other hosts, and what is known of them. */
  swarm(tell: Tell): Promise<SwarmTools>;
  /** The same, with what makes and ends membership. */
  nodes(tell: Tell): Promise<NodeTools>;
  /** Secret-store tokens of services on a swarm. */
  tokens(tell: Tell): Promise<OpenTokens>;
  /** What watches on this machine have written down. */
  watches(): Promise<WatchFiles>;
  /** One role in this process, without a stack around it. */
  play(): Promise<PlayTools>;
  /** Hosts on this computer, to try a swarm on. */
  labs(tell: Tell): Promise<Labs>;
  /** @returns undefined when the file is not there or cannot be read */
  readText(path: string): Promise<string | undefined>;
  readonly digests: Digests;
  readonly environment: Readonly<Record<string, string>>;
}
