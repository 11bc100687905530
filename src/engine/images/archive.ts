/**
 * Files as a tar archive, the same bytes for the same files: an image is known by the hash of its archive. Written here and not by `tar`,
 * since the flags that leave out owners, times and order are GNU's alone, and a header is a page of code.
 * @see POSIX.1-2017, pax, "ustar Interchange Format"
 */
import { Fault } from "../../model/fault.ts";

/** Paths are relative to the root of the archive, without a slash in front. All belong to root, and are as old as the epoch. */
export type Entry =
  | { readonly path: string; readonly bytes: Uint8Array; readonly mode: number }
  | { readonly path: string; readonly directory: true; readonly mode: number }
  | { readonly path: string; readonly link: string };

const block = 512;
const pathBytes = 100;
const prefixBytes = 155;

/** @throws Fault "bad-input" for a path that the format cannot hold */
export function archiveOf(entries: readonly Entry[]): Buffer {
  return Buffer.concat([...entries.flatMap(written), Buffer.alloc(2 * block)]);
}

function written(entry: Entry): readonly Uint8Array[] {
  if (!("bytes" in entry)) return [headerOf(entry)];
  const rest = entry.bytes.length % block;
  return [headerOf(entry), entry.bytes, Buffer.alloc(rest === 0 ? 0 : block - rest)];
}

function headerOf(entry: Entry): Buffer {
  const header = Buffer.alloc(block);
  const [prefix, name] = split("directory" in entry ? `${entry.path}/` : entry.path);
  const [kind, mode] = "link" in entry ? ["2", 0o777] : ["directory" in entry ? "5" : "0", entry.mode];
  header.write(name, 0);
  header.write(octal(mode, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal("bytes" in entry ? entry.bytes.length : 0, 12), 124);
  header.write(octal(0, 12), 136);
  // The sum is counted with blanks in its own place.
  header.write(" ".repeat(8), 148);
  header.write(kind, 156);
  if ("link" in entry) header.write(within(entry.link, pathBytes), 157);
  header.write("ustar\0", 257);
  header.write("00", 263);
  header.write(prefix, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, "0")}\0`;

/** A long path is cut at a slash. */
function split(path: string): readonly [prefix: string, name: string] {
  if (Buffer.byteLength(path) <= pathBytes) return ["", path];
  for (let at = path.indexOf("/"); at > 0; at = path.indexOf("/", at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (name !== "" && Buffer.byteLength(name) <= pathBytes && Buffer.byteLength(prefix) <= prefixBytes) {
      return [prefix, name];
    }
  }
  return ["", within(path, pathBytes)];
}

function within(path: string, limitBytes: number): string {
  if (Buffer.byteLength(path) <= limitBytes) return path;
  throw new Fault("bad-input", `${path} is too long a path for a tar archive`, "Move it to where its path is shorter.");
}
