/** A role played as a program of its own: in a container, or in the place of an installed one. Nobody else has hardened or planned it. */
import type { AgentLaunch, ConsoleLaunch, IngestLaunch } from "./launch.ts";
import type { Problem } from "./problem.ts";

type PlayedLaunch = AgentLaunch | IngestLaunch | ConsoleLaunch;

export interface Played<L extends PlayedLaunch = PlayedLaunch> {
  /** Absent where problems have an error. */
  readonly launch?: L;
  /** Passwords that stand in a text, for services that read theirs from files. To be written for this user alone, and removed at the end. */
  readonly passwords: readonly { readonly path: string; readonly text: string }[];
  readonly problems: readonly Problem[];
}
