/** What becomes of a compose project on a swarm, field by field. */
import type { Node, Path } from "./node.ts";
import type { Problem } from "./problem.ts";
import type { Span } from "./span.ts";
import type { SwarmStack } from "./swarm.ts";

/**
 * What becomes of one field of the source.
 * Invariants: every field of the source has exactly one, its own or that of the nearest path above it. A kept field stands in the
 * stack file at the same path with the same value, but for what deeper paths say. A mapped one names where it went. A lost one says what
 * to do instead.
 */
export interface Disposition {
  readonly path: Path;
  readonly at: Span;
  /** Id of the rule that decided. */
  readonly rule: string;
  /** Through the stack file and `docker stack deploy`. */
  readonly file: Fate;
  /** Through the Engine API, where Edgeward brings the stack up itself; absent: the same. */
  readonly api?: Fate;
}

export type Fate =
  | { readonly fate: "kept" }
  /** `to`: paths in the stack file, where it has one; `into`: what it is now, in words, for people. */
  | { readonly fate: "mapped"; readonly to: readonly Path[]; readonly into: string; readonly why: string }
  | {
      readonly fate: "lost";
      readonly why: string;
      readonly remedy: string;
      /** What suffers. `nothing`: it has no meaning on a swarm. */
      readonly weakens: "security" | "behaviour" | "nothing";
    };

/** One edit of the tree on its way to the stack file. Rules propose; `convert/apply.ts` alone edits. Paths are those of the source. */
export type Edit =
  | { readonly kind: "drop"; readonly path: Path }
  /** Replaces the value at a path of keys, or adds it, with the maps that lead to it. */
  | { readonly kind: "put"; readonly path: Path; readonly node: Node }
  /** One item of a list becomes these; none takes it out. `path` ends in its index. */
  | { readonly kind: "items"; readonly path: Path; readonly nodes: readonly Node[] }
  /** To the end of the list at `path`, which is made where it is absent. */
  | { readonly kind: "append"; readonly path: Path; readonly node: Node };

/** Where a service runs, and why, for people. */
export interface PlacementDecision {
  readonly service: string;
  /** Swarm constraint, for example `node.labels.edgeward.zone != device`. */
  readonly constraint: string;
  readonly why: string;
  readonly at: Span;
}

/** What a person (or Edgeward's swarm engine) has to do before the stack can be deployed, or right after. */
export interface Preparation {
  readonly why: string;
  /** A command line, with names in capitals where a person has to choose. Never holds a secret. */
  readonly command: string;
  /** Not before the deployment, but after it. */
  readonly after?: true;
}

/** A file that the stack file names, and that has to be written beside it. */
export interface AsideFile {
  /** Relative to the stack file: `stack.files/app.conf`. */
  readonly path: string;
  readonly text: string;
}

/** A copy of a service that the source does not have and the swarm needs. */
export interface MadeService {
  readonly service: string;
  /** The service that it is a copy of, and the zone that it serves. */
  readonly of: string;
  readonly zone: string;
  /** Where its original stands. */
  readonly at: Span;
  /** What became of what it was made with. Its paths are not in the source, and `at` is the original's. */
  readonly dispositions: readonly Disposition[];
}

export interface Conversion {
  readonly stack: SwarmStack;
  /** Of fields of the source alone. */
  readonly dispositions: readonly Disposition[];
  readonly made: readonly MadeService[];
  readonly placement: readonly PlacementDecision[];
  readonly preparations: readonly Preparation[];
  readonly aside: readonly AsideFile[];
  /** What is refused unless it is waived by name: nothing may be written. The remedy names the waiver. */
  readonly refusals: readonly Problem[];
  /** What a person should look at: an image that has to be built, clear-text HTTP that is published, a password in clear. */
  readonly notices: readonly Problem[];
}
