/**
 * Sends a broker a packet that is larger than it says it takes, and looks at what becomes of it, and of the others meanwhile.
 * Invariant: the connection that sends it has sent a message before, which the witness heard: it was not cut off for who it is.
 */
import type { BrokerIdentity } from "../model/identity.ts";
import { type Cell, matrixOf, mayRead } from "./acl-matrix.ts";
import { oversizedPacket } from "./oversized-packet.ts";
import type { BrokerScene, Scene } from "./probe.ts";
import { enter, type Session } from "./session.ts";
import { attemptMs, within } from "./within.ts";

export interface OversizedTrial {
  readonly speaker: string;
  readonly packetBytes: number;
  /** `cut-off`: closed before it was complete. `taken`: not until it was. `undecided`: still open after all that we may send. */
  readonly fate: "cut-off" | "taken" | "undecided";
  /** Whether the witness was given the packet. */
  readonly heard: boolean;
  /** Whether connections that were there before were still served after it. */
  readonly othersServed: boolean;
}

/**
 * @param nonce letters and digits that no topic of the stack contains
 * @param patienceMs how long the broker may take to close
 * @throws when a control fails, or the broker stops answering: nothing is known then
 */
export async function tryOversized(
  broker: BrokerScene,
  limitBytes: number,
  nonce: string,
  scene: Scene,
  signal: AbortSignal,
  patienceMs = attemptMs,
): Promise<OversizedTrial> {
  const { witness, cell } = cast(broker.identities, nonce);
  const { topic, identity } = cell;
  const before = `${cell.mark} before`;
  const oversized = `${cell.mark} oversized`;
  const after = `${cell.mark} after`;
  const ear = earFor([before, oversized, after]);
  const open = async (who: BrokerIdentity, hear?: (topic: string, payload: string) => void): Promise<Session> => {
    const login = await within(attemptMs, signal, () => scene.login(who));
    const entry = await enter(broker.endpoint, scene.ca, login, signal, hear);
    if (entry.answer !== "accepted") throw new Error(`${who.user} was not let in: ${entry.text}`);
    return entry.session;
  };

  using listening = await open(witness, ear.hear);
  using other = await open(identity);
  using speaking = await open(identity);
  if (!(await listening.subscribe([topic], signal))) throw new Error(`${witness.user} may not listen on ${topic}`);
  speaking.publish(topic, before);
  if (!(await speaking.barrier(signal)) || !(await ear.hears(before, signal)))
    throw new Error(`${witness.user} did not hear ${identity.user}'s small message on ${topic}`);

  const packet = oversizedPacket(topic, oversized, limitBytes);
  const fate = await fateOf(packet, speaking, patienceMs, signal);

  other.publish(topic, after);
  const answered = (await other.barrier(signal)) && (await listening.barrier(signal));
  const othersServed = answered && (await ear.hears(after, signal));
  return { speaker: identity.user, packetBytes: packet.bytes, fate, heard: ear.heard.has(oversized), othersServed };
}

async function fateOf(
  { beginning, end }: ReturnType<typeof oversizedPacket>,
  speaking: Session,
  patienceMs: number,
  signal: AbortSignal,
): Promise<OversizedTrial["fate"]> {
  if (!(await speaking.sendBytes(beginning, signal)) || (await speaking.closes(patienceMs, signal))) return "cut-off";
  if (!end) return "undecided";
  await speaking.sendBytes([end], signal);
  // Whether it answers or closes by now, it has waited for all of it.
  await speaking.barrier(signal);
  return "taken";
}

/** Who listens, and who says what where. */
function cast(identities: readonly BrokerIdentity[], nonce: string): { witness: BrokerIdentity; cell: Cell } {
  const witness = identities.find(({ owner }) => owner === "operator");
  if (!witness) throw new Error("no witness: no identity belongs to the operator");
  const cell = matrixOf(identities, nonce).cells.find(({ may, topic }) => may && mayRead(witness, topic));
  if (!cell) throw new Error(`nobody may publish what ${witness.user} may read`);
  return { witness, cell };
}

/** Listens for messages that start with these words, and forgets all else. */
function earFor(marks: readonly string[]) {
  const heard = new Set<string>();
  const waiting = new Map<string, () => void>();
  return {
    heard,
    hear: (_: string, payload: string) => {
      const mark = marks.find((one) => payload.startsWith(one));
      if (mark === undefined) return;
      heard.add(mark);
      waiting.get(mark)?.();
    },
    async hears(mark: string, signal: AbortSignal): Promise<boolean> {
      const arrival = new Promise<void>((resolve) => {
        if (heard.has(mark)) resolve();
        else waiting.set(mark, resolve);
      });
      await within(attemptMs, signal, () => arrival).catch(() => signal.throwIfAborted());
      return heard.has(mark);
    },
  };
}
