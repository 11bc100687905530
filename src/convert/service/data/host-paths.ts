/** Host paths on their way from the compose file's directory to the stack file's. */
import { below, normalise, resolve } from "../../../compose/path.ts";
import type { View } from "../../rule.ts";

/** Starts at the stack file's directory; `~`, Windows and absolute paths stay as they are. */
export function rebased(path: string, view: View): string {
  const { directory } = view.project;
  if (!isRelative(path) || directory === view.outputDirectory) return path;
  return between(view.outputDirectory, resolve(directory, path));
}

export const isRelative = (path: string): boolean => !/^[/~\\]|^[A-Za-z]:[\\/]/.test(path);

/** Where it is on this machine; undefined for `~` and Windows paths. */
export function absolute(path: string, view: View): string | undefined {
  if (path.startsWith("/")) return normalise(path);
  return isRelative(path) ? resolve(view.project.directory, path) : undefined;
}

/** How to write `to`, so that it is found from the directory `from`; both absolute. */
function between(from: string, to: string): string {
  const inside = below(from, to);
  if (inside !== undefined) return inside === "" ? "." : `./${inside}`;
  const [here, there] = [from, to].map((path) => normalise(path).split("/").filter(Boolean)) as [string[], string[]];
  const shared = here.findIndex((part, i) => part !== there[i]);
  return [...here.slice(shared).map(() => ".."), ...there.slice(shared)].join("/");
}
