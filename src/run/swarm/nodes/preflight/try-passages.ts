/** Sends what nobody answers, and has the other side's kernel count it; in between it counts what others send. */
import type { Arrivals, Door, HostLook } from "../../../../model/node-host.ts";
import { type Passage, passage } from "../../../../plan/nodes/judge-passage.ts";
import type { Passages } from "../../../../plan/nodes/say-passages.ts";
import type { Clock } from "../../../clock.ts";

export interface Trial {
  readonly from: HostLook;
  readonly to: HostLook;
  readonly ip: string;
  /** UDP doors, with whether somebody listens there. */
  readonly doors: readonly { readonly door: Door; readonly held: boolean }[];
}

/** What others send at one moment, they may not send at the next. */
const rounds = 2;
/** About as long as a burst takes, in milliseconds. */
const quietMs = 1200;
/** Milliseconds until what was sent has been counted. */
const settleMs = 300;

interface Window {
  readonly sent: number;
  readonly grew: Arrivals;
}

type Sent = Door | "nothing" | "esp";

export async function tryPassages(
  { from, to, ip, doors }: Trial,
  clock: Clock,
  signal: AbortSignal,
): Promise<Passages> {
  const windows = new Map<Sent, readonly Window[]>();
  let before = await to.arrivals(signal);
  const during = async (what: Sent, send: () => Promise<number>) => {
    const sent = await send();
    await clock.sleep(settleMs, signal);
    const after = await to.arrivals(signal);
    windows.set(what, [...(windows.get(what) ?? []), { sent, grew: grown(before, after) }]);
    before = after;
  };
  for (let round = 0; round < rounds; round++) {
    await during("nothing", async () => {
      await clock.sleep(quietMs, signal);
      return 0;
    });
    for (const { door } of doors) await during(door, () => from.strew(ip, portOf(door), signal));
    await during("esp", () => from.esp(ip, signal));
  }
  const of = (what: Sent) => windows.get(what) ?? [];
  const judged = (what: Sent, count: (arrivals: Arrivals) => number): Passage => {
    const counts = (all: readonly Window[]) => all.map(({ grew }) => count(grew));
    const sent = Math.min(...of(what).map((one) => one.sent));
    return passage({ quiet: counts(of("nothing")), bursts: counts(of(what)), sent });
  };
  const tried = doors.map(({ door, held }) => ({ door, passage: judged(door, countOf(held)) }));
  const control = tried.some((one) => one.passage === "passes");
  return {
    doors: tried,
    esp: ofEsp(
      judged("esp", (grew) => grew.esp ?? 0),
      of("esp"),
      control,
    ),
  };
}

function ofEsp(judged: Passage, windows: readonly Window[], control: boolean): Passages["esp"] {
  if (windows.some(({ grew }) => grew.esp === undefined)) return "not counted";
  if (windows.some(({ sent }) => sent === 0)) return "not made";
  return judged === "blocked" && !control ? "no control" : judged;
}

/** Where nobody listens, what is for others does not disturb. */
const countOf =
  (held: boolean) =>
  ({ datagrams, strays }: Arrivals): number =>
    held ? datagrams + strays : strays;

const grown = (before: Arrivals, after: Arrivals): Arrivals => ({
  datagrams: after.datagrams - before.datagrams,
  strays: after.strays - before.strays,
  ...(before.esp !== undefined && after.esp !== undefined && { esp: after.esp - before.esp }),
});

const portOf = (door: Door): number => Number(door.slice(4));
