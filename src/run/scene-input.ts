import type { Hardened } from "../model/hardened.ts";
import type { Launch } from "../model/launch.ts";
import type { Observed } from "../model/plan.ts";
import type { Stack } from "../model/stack.ts";

/** What a scene is gathered from. */
export interface SceneInput {
  /** As the person wrote it: it names the ports that offered clear text. */
  readonly original: Stack;
  readonly hardened: Hardened;
  readonly launches: readonly Launch[];
  readonly observed: Observed;
  /** The process that watches, if one does. */
  readonly supervisorPid?: number;
}
