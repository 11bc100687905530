/** /proc/diskstats. @see Linux, Documentation/admin-guide/iostats.rst */
import { type Field, growth, plainName } from "./field.ts";

/** Since boot. */
export interface DiskIo {
  readonly reads: number;
  readonly readBytes: number;
  readonly writes: number;
  readonly writtenBytes: number;
  /** Time with at least one request under way, in milliseconds. */
  readonly busyMs: number;
}

/** The kernel counts in sectors of 512 bytes, whatever the device's are. */
const sectorBytes = 512;

/** Whole disks: not their partitions, nor devices in memory, in a file, or with media that come and go. */
export function parseDiskIo(text: string): ReadonlyMap<string, DiskIo> {
  const disks = new Map<string, DiskIo>();
  for (const line of text.split("\n")) {
    const [, , name = "", ...numbers] = line.trim().split(/ +/);
    const [reads, , readSectors, , writes, , writtenSectors, , , busyMs] = numbers.map(Number);
    if (busyMs === undefined || !isWholeDisk(name)) continue;
    disks.set(name, {
      reads: reads ?? 0,
      readBytes: (readSectors ?? 0) * sectorBytes,
      writes: writes ?? 0,
      writtenBytes: (writtenSectors ?? 0) * sectorBytes,
      busyMs,
    });
  }
  return disks;
}

/** Totals, and the rates between two readings that lie `elapsedMs` apart. */
export function diskIoFields(
  before: ReadonlyMap<string, DiskIo>,
  after: ReadonlyMap<string, DiskIo>,
  elapsedMs: number,
): readonly Field[] {
  return [...after].flatMap(([name, io]): Field[] => {
    const disk = `diskio_${plainName(name)}`;
    const old = before.get(name) ?? io;
    const perSecond = (from: number, to: number) => Math.round((growth(from, to) / elapsedMs) * 1000);
    return [
      [`${disk}_reads`, io.reads],
      [`${disk}_read_bytes`, io.readBytes],
      [`${disk}_read_bytes_per_s`, perSecond(old.readBytes, io.readBytes)],
      [`${disk}_writes`, io.writes],
      [`${disk}_written_bytes`, io.writtenBytes],
      [`${disk}_written_bytes_per_s`, perSecond(old.writtenBytes, io.writtenBytes)],
      [`${disk}_busy_percent`, Math.min(100, Math.round((growth(old.busyMs, io.busyMs) / elapsedMs) * 10_000) / 100)],
    ];
  });
}

function isWholeDisk(name: string): boolean {
  if (/^(loop|ram|zram|fd|sr|nbd)\d/.test(name)) return false;
  return !/^(([shv]|xv)d[a-z]+\d+|(nvme\d+n\d+|mmcblk\d+|md\d+)p\d+|mmcblk\d+boot\d+)$/.test(name);
}
