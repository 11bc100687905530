/**
 * Where things lie below `.edgeward/`, beside the compose file. Directories are 0700, files 0600.
 * Invariant: one service, one directory of generated files; nothing of another service lies in it.
 */
export interface Layout {
  /** Absolute path of `.edgeward`. */
  readonly root: string;
  /** Absolute path of the directory for control sockets: short, since a socket's path may have 107 bytes at the most (unix(7)). */
  readonly run: string;
}

export const keysDir = (layout: Layout): string => `${layout.root}/keys`;
export const generatedRoot = (layout: Layout): string => `${layout.root}/generated`;
export const generatedDir = (layout: Layout, service: string): string => `${generatedRoot(layout)}/${service}`;
export const generatedFile = (layout: Layout, service: string, name: string): string =>
  `${generatedDir(layout, service)}/${name}`;
export const dataRoot = (layout: Layout): string => `${layout.root}/data`;
/**
 * The last level has one name for all: Node 20's permission model does not let a process list a directory that it may read when it may
 * also read one whose path only goes on with more letters (`data`, `data2`).
 */
export const dataDir = (layout: Layout, volume: string): string => `${dataRoot(layout)}/${volume}/_data`;
export const logsDir = (layout: Layout): string => `${layout.root}/logs`;
export const logFile = (layout: Layout, process: string): string => `${logsDir(layout)}/${process}/${process}.log`;
export const stateFile = (layout: Layout): string => `${layout.root}/state.json`;
export const controlSocket = (layout: Layout, process: string): string => `${layout.run}/${process}/control`;
/** Directory of a process's socket, and of what an installed program is started from. */
export const runDir = (layout: Layout, process: string): string => `${layout.run}/${process}`;
