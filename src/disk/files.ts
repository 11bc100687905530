/** What those who write files ask of the system: an argument, so that a test can count it, refuse it, or end the process before any of it. */
import {
  access,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rmdir,
  statfs,
  unlink,
} from "node:fs/promises";

export const nodeFiles = { access, lstat, mkdir, open, readdir, readFile, realpath, rename, rmdir, statfs, unlink };

export type Files = typeof nodeFiles;
