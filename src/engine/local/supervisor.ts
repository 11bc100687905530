/** One process at a time watches over a stack. Whoever comes later takes over; the services do not notice. */
import type { Layout } from "../../model/layout.ts";
import { ended, identify, isAlive, type ProcessId, signal as send } from "./processes.ts";
import { readState, writeState } from "./state.ts";

export interface Supervision {
  /** Makes this process the one, after the one before has let go. */
  claim(): Promise<void>;
  /** Idempotent; does nothing when another process has taken over. */
  release(): Promise<void>;
  /** Process id of the one that watches now. */
  current(): Promise<number | undefined>;
  /** Asks the one that watches to let go, and to leave the services as they are. */
  dismiss(): Promise<void>;
}

/** Asks a supervisor to leave: SIGTERM and SIGINT end the services too, SIGHUP comes when a terminal closes. */
export const handOver: NodeJS.Signals = "SIGUSR2";
const patienceMs = 10_000;

export function localSupervision(layout: Layout): Supervision {
  const other = async (): Promise<ProcessId | undefined> => {
    const { supervisor } = await readState(layout);
    return supervisor && supervisor.pid !== process.pid && (await isAlive(supervisor)) ? supervisor : undefined;
  };
  const dismiss = async () => {
    const before = await other();
    if (!before) return;
    await send(before, handOver);
    if (await ended(before, patienceMs)) return;
    await send(before, "SIGKILL");
    await ended(before, patienceMs);
  };
  return {
    dismiss,
    async claim() {
      await dismiss();
      const self = await identify(process.pid);
      if (self) await writeState(layout, { ...(await readState(layout)), supervisor: self });
    },
    async release() {
      const { supervisor, ...rest } = await readState(layout);
      if (supervisor?.pid === process.pid) await writeState(layout, rest);
    },
    async current() {
      return (await other())?.pid;
    },
  };
}
