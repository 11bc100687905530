import { mkdir, open, readFile, rename, unlink } from "node:fs/promises";
import type { Logger } from "pino";
import { Fault } from "../../../model/fault.ts";
import { decode } from "./codec.ts";
import { FileJournal } from "./file-journal.ts";
import { type Journal, type JournalRecord, noJournal } from "./record.ts";
import { type Kept, replay } from "./replay.ts";

const file = "broker.journal";

export interface Reopened {
  /** What an earlier run left. */
  readonly kept: Kept;
  /** Begins to write, once the state that `kept` describes is in place. */
  begin(state: () => Iterable<JournalRecord>, onFailure: () => void): Promise<Journal>;
}

/**
 * Reads what the directory keeps. A damaged file is reported and put aside under another name; what can be read of it is used.
 * @param dir absolute; absent: nothing is kept
 * @throws Fault "no-permission" or "unreadable-file" when the directory cannot be used at all
 */
export async function openJournal(dir: string | undefined, log: Logger, now: () => number): Promise<Reopened> {
  if (dir === undefined) return { kept: replay([]), begin: async () => noJournal };
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await unlink(`${dir}/${file}.new`).catch(unlessAbsent);
    const kept = replay(await records(dir, log, now));
    return {
      kept,
      async begin(state, onFailure) {
        const onTrouble = (trouble: string | undefined) => {
          if (trouble === undefined) return log.warn({ dir }, "sessions and retained messages are written again");
          onFailure();
          log.error({ dir, trouble }, "sessions and retained messages cannot be written");
        };
        return FileJournal.open({ dir, file, state, open, onTrouble }).catch((error) => {
          throw unusable(dir, error);
        });
      },
    };
  } catch (error) {
    throw unusable(dir, error);
  }
}

async function records(dir: string, log: Logger, now: () => number): Promise<readonly JournalRecord[]> {
  const path = `${dir}/${file}`;
  const bytes = await readFile(path).catch(unlessAbsent);
  if (!bytes) return [];
  const { records, damaged } = decode(bytes);
  if (damaged > 0) {
    const aside = `${path}.damaged-${new Date(now()).toISOString().replaceAll(/[:.]/g, "-")}`;
    await rename(path, aside);
    const what = "sessions and retained messages were damaged on the disk; what could be read is used";
    log.error({ path, aside, damaged, read: records.length }, what);
  }
  return records;
}

function unlessAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
  return undefined;
}

function unusable(dir: string, error: unknown): Fault {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const denied = ["EACCES", "EPERM", "EROFS", "ERR_ACCESS_DENIED"].includes(code);
  return new Fault(
    denied ? "no-permission" : "unreadable-file",
    `the broker cannot keep its sessions in ${dir}: ${message}`,
    `Give this user read and write access to ${dir}, or name another directory.`,
    { cause: error },
  );
}
