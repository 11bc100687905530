/** What plays a role in this process, as `wire-play.ts` hands it over. */
import type { Played } from "../../model/play.ts";

/** A role that is being played; its disposal stores what it had taken in. */
export interface Playing extends AsyncDisposable {
  health(): { readonly health: "starting" | "healthy" | "unhealthy"; readonly detail: string };
}

export interface PlayTools {
  /** Where passwords are put that stand in a text, for this user alone; not there until then. */
  readonly privateDir: string;
  /**
   * Puts the passwords where the launch looks for them, and starts. They are removed when it is disposed of.
   * @throws Fault "bad-input" or "unreadable-file"
   */
  start(played: Played, signal: AbortSignal): Promise<Playing>;
  readonly health: HealthFile;
}

/** What whoever plays here says of itself, for a look from outside of the process. */
interface HealthFile {
  /** Path, for people. */
  readonly path: string;
  write(text: string): Promise<void>;
  /** @returns undefined when there is none */
  read(): Promise<string | undefined>;
  remove(): Promise<void>;
}
