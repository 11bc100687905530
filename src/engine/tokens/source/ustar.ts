/**
 * The one file in the archive that an engine hands out for a path.
 * @see POSIX.1-2017, pax, "ustar Interchange Format"; Docker Engine API, ContainerArchive
 */

const blockBytes = 512;
const at = { mode: 100, size: 124, changed: 136, checksum: 148, kind: 156, magic: 257 } as const;

export interface ArchivedFile {
  readonly bytes: Buffer;
  /** Permission bits. */
  readonly mode: number;
  /** Seconds since 1970. */
  readonly changedAtS: number;
}

/** @returns undefined when no regular file is in it @throws Error when this is no whole archive; its text holds nothing of the content */
export function fileIn(archive: Buffer): ArchivedFile | undefined {
  for (let from = 0; from + blockBytes <= archive.length; ) {
    const head = archive.subarray(from, from + blockBytes);
    if (head.every((byte) => byte === 0)) return undefined;
    check(head);
    const size = octal(head, at.size, 12);
    const start = from + blockBytes;
    const kind = String.fromCharCode(head.readUInt8(at.kind));
    if (start + size > archive.length) throw new Error("the archive is cut short");
    // Extended headers (x, g, L) stand before what they speak of: none of it is needed for one short name.
    if (kind === "0" || kind === "\0") {
      const [mode, changedAtS] = [octal(head, at.mode, 8) & 0o7777, octal(head, at.changed, 12)];
      return { bytes: archive.subarray(start, start + size), mode, changedAtS };
    }
    from = start + Math.ceil(size / blockBytes) * blockBytes;
  }
  return undefined;
}

/** The sum of a header's bytes, with its own field as spaces. */
function check(head: Buffer): void {
  let sum = 0;
  for (const [index, byte] of head.entries()) sum += index >= at.checksum && index < at.checksum + 8 ? 32 : byte;
  const isArchive = head.toString("latin1", at.magic, at.magic + 5) === "ustar" && octal(head, at.checksum, 8) === sum;
  if (!isArchive) throw new Error("what the engine sent is no tar archive");
}

function octal(head: Buffer, offset: number, length: number): number {
  const text = head.toString("latin1", offset, offset + length).replaceAll(/[\0 ]/g, "");
  if (!/^[0-7]{0,12}$/.test(text)) throw new Error("a number in the archive cannot be read");
  return text === "" ? 0 : Number.parseInt(text, 8);
}
