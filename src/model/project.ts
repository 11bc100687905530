/**
 * A compose project as `docker compose config` would show it, and every value still with its place: includes, extends, several files,
 * profiles and variables are resolved; nothing is interpreted, and no key is left out.
 * Invariants: readonly; valid by the Compose Specification's schema when reading said no error; host paths in it are absolute or
 * start at `directory`, whichever file they came from.
 */
import type { Mapping } from "./node.ts";
import type { Role } from "./role.ts";
import type { Located, Span } from "./span.ts";
import type { EnvVar } from "./stack.ts";

export interface Project {
  /** `-p`, COMPOSE_PROJECT_NAME, `name:`, top-level `x-edgeward.name`, or the directory's name. */
  readonly name: string;
  /** Absolute directory that relative host paths start at: the first file's. */
  readonly directory: string;
  /** The compose files as the user named them, in order. */
  readonly files: readonly string[];
  /** All of it, merged; services of inactive profiles are gone. `include` is gone; each `extends` is carried out and gone. */
  readonly root: Mapping;
  readonly services: readonly ProjectService[];
  /** Services that no active profile brings in, with the place of their `profiles`. */
  readonly leftOut: readonly Located<string>[];
  /** Top-level `x-edgeward.zones`. */
  readonly zones: readonly Zone[];
}

/** What reading knows of a service beyond its map: files it named, and what `x-edgeward` says. */
export interface ProjectService {
  readonly name: string;
  readonly at: Span;
  /** The same object as in `root`. */
  readonly map: Mapping;
  readonly role: Role;
  /** Why we think so: `image eclipse-mosquitto`, `x-edgeward.role`. */
  readonly roleFrom: string;
  /** `x-edgeward.zone`. */
  readonly zone?: Located<string>;
  /** `x-edgeward.fills`: volumes that this service fills once at its start for others to read. */
  readonly fills: readonly Located<string>[];
  /** `x-edgeward.waivers`: what a person accepts by name, with the reason. */
  readonly waivers: readonly Waiver[];
  readonly envFiles: readonly NamedFile[];
  readonly labelFiles: readonly NamedFile[];
}

export interface Waiver {
  /** `privileged`, `docker-socket`, … as the refusal names it. */
  readonly name: string;
  readonly reason: string;
  readonly at: Span;
}

/** A file of `NAME=value` lines that a service names, read. */
export interface NamedFile {
  /** Absolute. */
  readonly path: string;
  readonly at: Span;
  /** Undefined: it is not there, and need not be. */
  readonly text?: string;
  /** Compose's reading of it: quotes taken off, variables filled. */
  readonly variables: readonly EnvVar[];
}

/** `x-edgeward: { zones: { lab: "node.labels.site == lab" } }`; one constraint or a list. */
export interface Zone {
  readonly name: string;
  readonly at: Span;
  /** Swarm placement constraints, all of which a node must meet. */
  readonly constraints: readonly Located<string>[];
}
