/** Paths as text, POSIX rules: reading opens nothing, so it may not ask the machine either. */

/** Without `.`, empty parts and the `..` that can be undone. */
export function normalise(path: string): string {
  const absolute = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (!absolute) parts.push("..");
  }
  const joined = parts.join("/");
  return absolute ? `/${joined}` : joined || ".";
}

export function resolve(directory: string, path: string): string {
  return normalise(path.startsWith("/") ? path : `${directory}/${path}`);
}

export function dirname(path: string): string {
  const slash = path.lastIndexOf("/");
  if (slash < 0) return ".";
  return slash === 0 ? "/" : path.slice(0, slash);
}

export function basename(path: string): string {
  const trimmed = path.replace(/\/+$/, "");
  return trimmed.slice(trimmed.lastIndexOf("/") + 1);
}

/** What stands below the directory, without a slash in front; undefined when the path is elsewhere. */
export function below(directory: string, path: string): string | undefined {
  const parent = directory.endsWith("/") ? directory : `${directory}/`;
  if (path === directory) return "";
  return path.startsWith(parent) ? path.slice(parent.length) : undefined;
}

/** How to get from one absolute directory to a path: `../b/c`, or `.` for the directory itself. */
export function relative(from: string, to: string): string {
  const [start, end] = [partsOf(from), partsOf(to)];
  let shared = 0;
  while (shared < start.length && shared < end.length && start[shared] === end[shared]) shared += 1;
  return [...start.slice(shared).map(() => ".."), ...end.slice(shared)].join("/") || ".";
}

const partsOf = (path: string) => path.split("/").filter((part) => part !== "");
