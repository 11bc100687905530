/**
 * The mosquitto of this machine, as the commands about users see it.
 * Invariants: nothing but its lists of users and rights, and what is handed over, is touched: what else a machine lacks is `host secure`'s.
 * It lets a new password in before anybody is handed it, and the old one until the rotation is finished: its lists are one set of changes,
 * in force and kept before the next, what is handed over, begins. What a killed command has left of either is taken back by the next, with
 * the book that goes with it.
 */
import type { FileChange } from "../../engine/vault.ts";
import { Fault } from "../../model/fault.ts";
import { ownDirectory } from "../../model/own-directory.ts";
import { handOverDirectory, operator, ownFile } from "../../model/own-file.ts";
import { havingRole } from "../../model/stack.ts";
import type { UserBook } from "../../model/user-book.ts";
import { keptUsers } from "../../plan/host/kept-users.ts";
import { fileChanges } from "../host/file-changes.ts";
import type { HostRequest } from "../host/host-request.ts";
import type { HostTools } from "../host/host-tools.ts";
import { type PlannedHost, planHost } from "../host/plan-host.ts";
import type { HostNotes } from "../host/take-back.ts";
import type { UserTarget } from "./user-target.ts";

const broker = "mosquitto";
const handedOver = `${ownDirectory}/${operator}/${handOverDirectory}`;

/**
 * @param isChange also takes back what an interrupted command about users has left; the caller holds the lock
 * @throws Fault "not-ready" when the machine is not secured, or not as it was left; "bad-input" when its settings cannot be read
 */
export async function hostUsers(
  request: HostRequest,
  isChange: boolean,
  tools: HostTools,
  signal: AbortSignal,
): Promise<UserTarget> {
  if (isChange) await finishInterrupted(request, tools, signal);
  const before = await planned(request, tools, signal);
  const program = before.machine.programs.find(({ kind }) => kind === broker);
  const { edits, made } = before.plan;
  if (!program || edits.length > 0 || made.some(({ path }) => !path.startsWith(`${handedOver}/`))) {
    throw new Fault(
      "not-ready",
      program ? "the mosquitto of this machine is not secured, or was changed since" : "there is no mosquitto here",
      program ? "Run `edgeward host secure` first." : "Name its file with --mosquitto-conf, or leave --host out.",
    );
  }
  const { hardened } = before;

  const lists = [`${ownDirectory}/${broker}/${ownFile.passwords}`, `${ownDirectory}/${broker}/${ownFile.acl}`];

  /** Of the plan, these files alone. */
  const changes = ({ plan, machine, hardened: after }: PlannedHost, isMeant: (path: string) => boolean) =>
    fileChanges(
      {
        ...plan,
        edits: [],
        permits: [],
        directories: plan.directories.filter(({ path }) => isMeant(path)),
        made: plan.made.filter(({ path }) => isMeant(path)),
      },
      machine,
      after.generated,
      tools,
      signal,
    );

  /** What was handed over and is not any more: to users that are gone, or under a name that is another now. */
  async function gone({ hardened: { generated } }: PlannedHost): Promise<readonly FileChange[]> {
    const wanted = new Set(generated.map(({ service, name }) => `${ownDirectory}/${service}/${name}`));
    return (await tools.engine.look([handedOver], true, signal)).flatMap(({ kind, path, digest }) =>
      kind === "file" && digest !== undefined && !wanted.has(path) ? [{ kind: "remove", path, before: digest }] : [],
    );
  }

  const reload = async (until: AbortSignal) => {
    if (program.pid !== undefined) await tools.engine.reload(program, until);
  };

  /** All of it or nothing, also when a later command finds it half done. */
  async function change(list: readonly FileChange[], book: UserBook, afterwards: () => Promise<void>): Promise<void> {
    const [worst] = await tools.vault.hindrances(list);
    if (worst) throw new Fault("changed-meanwhile", `nothing was changed: ${worst.path}: ${worst.what}`, worst.remedy);
    const was = await tools.readState();
    const notes: UserNotes = { restarts: [], databaseUsers: [], edited: [], made: [], book: was.book };
    const open = await tools.vault.begin(list, notes);
    try {
      await open.apply();
      await tools.writeState({ ...was, book });
      await afterwards();
    } catch (error) {
      await open.rollback();
      await tools.writeState(was);
      await reload(new AbortController().signal).catch(() => undefined);
      throw error;
    }
    await open.commit();
  }

  return {
    clock: tools.clock,
    tell: tools.tell,
    brokers: havingRole(hardened.stack, "broker").map(({ name }) => name),
    identities: hardened.identities.filter(({ owner }) => owner !== "outside"),
    taken: [...keptUsers(before.machine, new Set()).users.map(({ name }) => name), ...(await probes(before, tools))],
    wayOf: () => "renamed",
    book: async () => (await tools.readState()).book,
    async apply(book, retired) {
      const after = await planned(request, tools, signal, book);
      const known = new Set((await planned(request, tools, signal)).hardened.secrets.map(({ ref }) => ref));
      const fresh = after.hardened.secrets.filter(({ kind, ref }) => kind === "password" && !known.has(ref));
      await tools.keys.retire(fresh.map(({ ref }) => ref));
      await tools.keys.ensure(after.hardened.secrets);
      // Planned anew: what is to be written has its passwords now.
      const now = await planned(request, tools, signal, book);
      const told = await changes(now, (path) => lists.includes(path));
      const handed = [...(await changes(now, (path) => path.startsWith(handedOver))), ...(await gone(now))];
      const from = tools.clock.elapsed();
      if (told.length > 0) {
        await change(told, book, () => reload(signal));
        tools.tell({ event: "done", what: `reload ${broker}`, tookMs: tools.clock.elapsed() - from });
      }
      if (handed.length > 0) await change(handed, book, async () => undefined);
      if (told.length + handed.length > 0) await tools.keys.retire(retired);
    },
    // Its log belongs to the machine, and may say less than is needed: a person says when a rotation is over.
    logins: async () => undefined,
    fixed: ({ owner, user }) =>
      owner === "outside"
        ? undefined
        : `${user} is the user of a program of this machine, or yours: it keeps its password`,
    isOurs: () => false,
    passwordFile({ owner, user }) {
      const place = owner === "outside" ? `${handedOver}/${user}` : `${ownDirectory}/${owner}`;
      return `${place}/${ownFile.mqttPassword}`;
    },
  };
}

/** Users of ours whom nobody added: the probes'. */
async function probes({ hardened }: PlannedHost, { readState }: HostTools): Promise<readonly string[]> {
  const added = new Set((await readState()).book.users.map(({ name }) => name));
  return hardened.identities.flatMap(({ owner, user }) =>
    owner === "outside" && !added.has(user.replace(/\.2$/, "")) ? [user] : [],
  );
}

/** What a later command has to know to take this one back. */
interface UserNotes extends HostNotes {
  readonly book: UserBook;
}

async function finishInterrupted(request: HostRequest, tools: HostTools, signal: AbortSignal): Promise<void> {
  const open = await tools.vault.open();
  if (!open) return;
  const notes = open.notes as Partial<UserNotes> | null;
  if (notes?.restarts?.length !== 0)
    throw new Fault(
      "not-ready",
      "an interrupted run has left this machine half secured",
      "Run `edgeward host secure`.",
    );
  // The book first: once nothing is open any more, nobody knows which one goes with the files.
  if (notes.book) await tools.writeState({ ...(await tools.readState()), book: notes.book });
  await open.rollback();
  const { machine } = await tools.engine.find(request, signal);
  const program = machine.programs.find(({ kind }) => kind === broker);
  if (program?.pid !== undefined) await tools.engine.reload(program, signal);
}

async function planned(
  request: HostRequest,
  tools: HostTools,
  signal: AbortSignal,
  book?: UserBook,
): Promise<PlannedHost> {
  const plan = await planHost(request, tools, signal, book);
  if (!("refused" in plan)) return plan;
  const [first] = plan.refused;
  throw new Fault(
    "bad-input",
    first ? `${first.at.file}:${first.at.line}: ${first.what}` : "the machine's settings cannot be read",
    first?.remedy ?? "Run `edgeward host plan`: it says what is wrong.",
  );
}
