import { basename, dirname, relative } from "node:path";

/** Above the compose file's own directory, so many levels are taken over: a project that reaches further up shares no tree with it. */
const upLimit = 3;

/**
 * Where each file of a project goes below another directory, so that the relative paths in them still hold.
 * @param directory absolute, of the first compose file
 * @param files absolute
 * @returns by absolute path; a file from elsewhere on the machine goes by its name
 */
export function placesFor(directory: string, files: readonly string[]): (file: string) => string {
  const top = files.reduce((above, file) => {
    const up = upTo(directory, file);
    return up !== undefined && up.length < above.length ? up : above;
  }, directory);
  return (file) => {
    const place = relative(top, file);
    return place.startsWith("..") ? basename(file) : place;
  };
}

/** The nearest directory that holds both; undefined where that is too far up. */
function upTo(directory: string, file: string): string | undefined {
  let up = directory;
  for (let levels = 0; levels <= upLimit && up !== "/"; levels++) {
    if (file.startsWith(`${up}/`)) return up;
    up = dirname(up);
  }
  return undefined;
}
