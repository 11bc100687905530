/**
 * The mosquitto of this machine, as the commands about users see it.
 * Invariant: nothing but its lists of users and rights, and what is handed over, is touched: what else a machine lacks is `host secure`'s.
 */
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

  async function changes({ plan, machine, hardened: after }: PlannedHost, book: UserBook) {
    const lists = [`${ownDirectory}/${broker}/${ownFile.passwords}`, `${ownDirectory}/${broker}/${ownFile.acl}`];
    const isOurs = (path: string) => lists.includes(path) || path.startsWith(`${handedOver}`);
    const own = {
      ...plan,
      edits: [],
      permits: [],
      directories: plan.directories.filter(({ path }) => isOurs(path)),
      made: plan.made.filter(({ path }) => isOurs(path)),
    };
    const written = await fileChanges(own, machine, after.generated, tools, signal);
    const names = new Set(book.users.map(({ name }) => name));
    const gone = (await tools.engine.look([handedOver], true, signal)).flatMap(({ kind, path, digest }) => {
      const name = path.slice(handedOver.length + 1).split("/")[0] ?? "";
      return kind === "file" && digest !== undefined && !names.has(name)
        ? [{ kind: "remove" as const, path, before: digest }]
        : [];
    });
    return [...written, ...gone];
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
      const was = await tools.readState();
      const after = await planned(request, tools, signal, book);
      const known = new Set((await planned(request, tools, signal)).hardened.secrets.map(({ ref }) => ref));
      const fresh = after.hardened.secrets.filter(({ kind, ref }) => kind === "password" && !known.has(ref));
      await tools.keys.retire(fresh.map(({ ref }) => ref));
      await tools.keys.ensure(after.hardened.secrets);
      // Planned anew: what is to be written has its passwords now.
      const list = await changes(await planned(request, tools, signal, book), book);
      const [worst] = await tools.vault.hindrances(list);
      if (worst)
        throw new Fault("changed-meanwhile", `nothing was changed: ${worst.path}: ${worst.what}`, worst.remedy);
      if (list.length === 0) return;
      const notes = { restarts: [], databaseUsers: [], edited: [], made: [] };
      const open = await tools.vault.begin(list, notes);
      const from = tools.clock.elapsed();
      try {
        await open.apply();
        await tools.writeState({ ...was, book });
        if (program.pid !== undefined) await tools.engine.reload(program, signal);
      } catch (error) {
        await open.rollback();
        await tools.writeState(was);
        const untilDone = new AbortController().signal;
        if (program.pid !== undefined) await tools.engine.reload(program, untilDone).catch(() => undefined);
        throw error;
      }
      await open.commit();
      tools.tell({ event: "done", what: `reload ${broker}`, tookMs: tools.clock.elapsed() - from });
      await tools.keys.retire(retired);
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

async function finishInterrupted(request: HostRequest, tools: HostTools, signal: AbortSignal): Promise<void> {
  const open = await tools.vault.open();
  if (!open) return;
  if ((open.notes as Partial<HostNotes> | null)?.restarts?.length !== 0)
    throw new Fault(
      "not-ready",
      "an interrupted run has left this machine half secured",
      "Run `edgeward host secure`.",
    );
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
