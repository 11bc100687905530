/**
 * Tries every cell of an authorisation matrix on a broker. Each identity listens on one connection and speaks on another, since a
 * broker may answer a forbidden PUBLISH by closing (MQTT 3.1.1, section 3.3.5).
 * Invariant: all that is forbidden is said before anything that is allowed. A message that was allowed, and heard on the same
 * topic, comes after the forbidden ones, so that their silence means refused, and not late.
 */
import type { BrokerIdentity } from "../model/identity.ts";
import { type Cell, type Matrix, mayRead } from "./acl-matrix.ts";
import { atMost, atOnceTo } from "./at-most.ts";
import type { BrokerScene, Login, Scene } from "./probe.ts";
import { enter, type Session } from "./session.ts";
import { attemptMs, within } from "./within.ts";

export interface Trial {
  /** The marks that each identity heard. */
  readonly heard: ReadonlyMap<BrokerIdentity, ReadonlySet<string>>;
  /** Marks whose message the broker has dealt with: answered what came after, or closed the connection for it. */
  readonly handled: ReadonlySet<string>;
}

/** Filters or messages that are sent before an answer is awaited: bounds what lies in the broker's buffers. */
const batchSize = 50;

/**
 * @param patienceMs how long a message that must be heard may take
 * @throws when an identity is not let in, or the broker stops answering: there is then no control, and nothing is known
 */
export async function tryMatrix(
  broker: BrokerScene,
  matrix: Matrix,
  scene: Scene,
  signal: AbortSignal,
  patienceMs = broker.endpoint.patienceMs ?? attemptMs,
): Promise<Trial> {
  const { identities, endpoint } = broker;
  const heard = new Map(identities.map((identity) => [identity, new Set<string>()]));
  const handled = new Set<string>();
  const listening: Session[] = [];
  const due = new Set(
    matrix.cells.flatMap(({ may, topic, mark }) =>
      may ? identities.filter((who) => mayRead(who, topic)).map((who) => `${who.user} ${mark}`) : [],
    ),
  );
  const arrival = { of: () => {} };
  const marks = new Set(matrix.cells.map(({ mark }) => mark));
  const logins = new Map<BrokerIdentity, Login>();

  const open = async (who: BrokerIdentity, hear?: (topic: string, payload: string) => void) => {
    const entry = await enter(endpoint, scene.ca, logins.get(who) ?? {}, signal, hear);
    if (entry.answer !== "accepted") throw new Error(`${who.user} was not let in: ${entry.text}`);
    return entry.session;
  };

  /** A broker that closes on a forbidden SUBSCRIBE is asked again with halves, until only the forbidden filters are left out. */
  const listen = async (who: BrokerIdentity, filters: readonly string[]): Promise<void> => {
    const session = await open(who, (_, payload) => {
      if (!marks.has(payload)) return;
      heard.get(who)?.add(payload);
      if (due.delete(`${who.user} ${payload}`) && due.size === 0) arrival.of();
    });
    listening.push(session);
    if ((await inBatches(filters, (some) => session.subscribe(some, signal))) || filters.length < 2) return;
    const half = filters.length >> 1;
    await listen(who, filters.slice(0, half));
    await listen(who, filters.slice(half));
  };

  /** A broker that closes on a forbidden PUBLISH is told one at a time, or it would never see the others. */
  const speak = async (who: BrokerIdentity, cells: readonly Cell[]): Promise<void> => {
    if (cells.length === 0) return;
    using session = await open(who);
    const told = await inBatches(cells, (some) => {
      for (const { topic, mark } of some) session.publish(topic, mark);
      return session.barrier(signal);
    });
    if (told || cells.length === 1) for (const { mark } of cells) handled.add(mark);
    else for (const cell of cells) await speak(who, [cell]);
  };

  const everybody = (act: (who: BrokerIdentity) => Promise<void>) => atMost(atOnceTo(endpoint), identities, act);
  const cellsOf = (who: BrokerIdentity, may: boolean) =>
    matrix.cells.filter((cell) => cell.identity === who && cell.may === may);
  try {
    await everybody(async (who) => {
      logins.set(who, await within(attemptMs, signal, () => scene.login(who)));
    });
    await everybody((who) => listen(who, ["#", ...matrix.topics]));
    await everybody((who) => speak(who, cellsOf(who, false)));
    await everybody((who) => speak(who, cellsOf(who, true)));
    const everything = new Promise<void>((resolve) => {
      arrival.of = resolve;
    });
    // What is still missing after that is for the verdict to say.
    if (due.size > 0) await within(patienceMs, signal, () => everything).catch(() => signal.throwIfAborted());
    await atMost(atOnceTo(endpoint), listening, (session) => session.barrier(signal));
    return { heard, handled };
  } finally {
    for (const session of listening) session[Symbol.dispose]();
  }
}

/** @returns false as soon as `send` does */
async function inBatches<T>(items: readonly T[], send: (some: readonly T[]) => Promise<boolean>): Promise<boolean> {
  for (let i = 0; i < items.length; i += batchSize) if (!(await send(items.slice(i, i + batchSize)))) return false;
  return true;
}
