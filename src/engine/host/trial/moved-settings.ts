/**
 * A mosquitto's settings, changed so that it can be started beside the one that runs: what it opens is elsewhere, what it writes is nowhere.
 * All else stays, the paths of secrets too, so that the trial shows whether its account can read them.
 * Invariant: line by line, so a complaint about a line of the copy is one about the same line of the original. Pure.
 * @see mosquitto.conf(5)
 */

export interface Moving {
  /** Ports of loopback that are free, one for each listener; asked for in order. */
  nextPort(): number;
  /** Where the copy of an included directory lies. */
  includeDirectory(path: string): string;
}

/** Settings that write, or that would disturb the one that runs. */
const dropped = new Set([
  "pid_file",
  "persistence",
  "persistence_location",
  "log_dest",
  "log_type",
  "user",
  "bind_interface",
  "daemon",
]);

/** @returns the text, and whether it opens a port of its own choice */
export function movedSettings(
  text: string,
  moving: Moving,
): { readonly text: string; readonly opens: boolean; readonly binds: boolean } {
  let opens = false;
  let binds = false;
  const lines = text.split("\n").map((line) => {
    const [, key = "", value = ""] = /^\s*([a-z_]+)\s*(.*?)\s*$/.exec(line) ?? [];
    if (dropped.has(key)) return `#${line}`;
    switch (key) {
      case "listener":
      case "port": {
        const number = Number(value.split(/\s+/)[0]);
        // What is wrong with it is for mosquitto to say.
        if (!Number.isInteger(number) || number < 0 || number > 65535) return line;
        opens = true;
        return key === "port" ? `port ${moving.nextPort()}` : `listener ${moving.nextPort()} 127.0.0.1`;
      }
      case "bind_address":
        binds = true;
        return "bind_address 127.0.0.1";
      case "address":
      case "addresses":
        // A bridge would take the place of the one that runs, at the broker far away: nobody listens on port 1 here.
        return `${key} 127.0.0.1:1`;
      case "include_dir":
        return `include_dir ${moving.includeDirectory(value)}`;
      default:
        return line;
    }
  });
  return { text: lines.join("\n"), opens, binds };
}
