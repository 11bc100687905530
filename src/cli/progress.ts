import { progressLine } from "../report/news/progress.ts";
import type { Tell } from "../run/tell.ts";
import type { Screen } from "./screen.ts";

/** One line for each step that is done, as it is done. */
export function progress(screen: Screen): Tell {
  return (event) => {
    const line = progressLine(event, { paint: screen.paint });
    if (line !== undefined) screen.say(line);
  };
}
