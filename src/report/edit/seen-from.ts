/** A path as compose files write one: relative to a directory, beginning with a dot. Both paths as messages show them. */
export function seenFrom(directory: string, path: string): string {
  if (path.startsWith("/") !== directory.startsWith("/")) return path;
  const [from, to] = [partsOf(directory), partsOf(path)];
  const shared = to.findIndex((part, i) => part !== from[i]);
  // Where the directory's own way leads up, its name from there is not known.
  if (shared === -1 || from.slice(shared).includes("..")) return path;
  const up = from.slice(shared).map(() => "..");
  return [...(up.length > 0 ? up : ["."]), ...to.slice(shared)].join("/");
}

const partsOf = (path: string): readonly string[] => path.split("/").filter((part) => part !== "" && part !== ".");

/** "" where the path has only a name. */
export const directoryOf = (path: string): string => path.slice(0, path.lastIndexOf("/") + 1);
