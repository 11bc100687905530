/**
 * Tells an InfluxDB 1.x its users while nobody else can reach it.
 * Invariants: its service does not run meanwhile; it is in a network of its own that has no way out or in, and answers on a unix socket
 * alone, in a directory that only its account and root may enter; statements go over that socket, never onto a command line, and no log of
 * them is written; it is ended in order before this returns, and ended hard if we are.
 * @see network_namespaces(7), unshare(1), setpriv(1); InfluxDB 1.8 documentation, "Configuration", environment variables
 */
import { chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Fault } from "../../../model/fault.ts";
import type { Program } from "../../../model/machine.ts";
import { isAtLeast } from "../../../model/versions.ts";
import type { Telling } from "../../host-engine.ts";
import { askSocket, type QueryAnswer } from "../../local/program/ask-socket.ts";
import { stop } from "../manage/manage.ts";
import { masked, secretsIn, telling } from "../mask.ts";
import { runProgram } from "../run-program.ts";
import { type Apart, startApart } from "./start-apart.ts";

/** A database with years of data takes its time to open; milliseconds. */
const openMs = 300_000;
const answerMs = 60_000;

export async function tellDatabase(
  program: Program,
  statements: readonly Telling[],
  signal: AbortSignal,
): Promise<void> {
  await possible(program, signal);
  await stop(program, signal);
  const directory = await mkdtemp(join(tmpdir(), "edgeward-database-"));
  try {
    await chown(directory, program.account.uid, program.account.gid);
    const socket = join(directory, "http.sock");
    await using apart = await startApart(program, socket);
    await opened(apart, socket, program, signal);
    for (const [i, statement] of statements.entries()) await tell(statement, i + 1, statements.length, socket, signal);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Before anything is stopped. */
async function possible({ kind, version, executable, manager, pid }: Program, signal: AbortSignal): Promise<void> {
  if (kind !== "influxdb" || executable === undefined || isAtLeast(version, "2.0"))
    throw new Fault(
      "bad-input",
      `${kind} ${version ?? ""} keeps no users that can be made by statements`,
      "Name an InfluxDB 1.x.",
    );
  if (process.getuid?.() !== 0)
    throw new Fault(
      "no-permission",
      "only root may start the database apart from all networks",
      "Run this as root: sudo edgeward host …",
    );
  if (pid !== undefined && manager.by === "nobody")
    throw new Fault(
      "start-failed",
      `nobody is known to start influxdb again (process ${pid})`,
      "Stop it, run this, and start it again; or say how: --restart.",
    );
  const { status } = await runProgram(
    ["unshare", "--net", "--", "setpriv", "--pdeathsig=KILL", "true"],
    { withinMs: 10_000 },
    signal,
  );
  if (status === 0) return;
  throw new Fault(
    "no-permission",
    "a network namespace cannot be made here, so the database cannot be started where nobody else reaches it",
    "Run this on the machine itself, not in a container, with unshare and setpriv (util-linux) installed; or make the users yourself.",
  );
}

async function opened(apart: Apart, socket: string, program: Program, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + openMs;
  for (;;) {
    signal.throwIfAborted();
    if (
      await askSocket({ socket, query: "SHOW DATABASES" }, limited(signal)).then(
        () => true,
        () => false,
      )
    )
      return;
    if (apart.hasEnded() || performance.now() > deadline) {
      const words = telling(apart.said(), secretsIn(program)).join(" | ");
      throw new Fault(
        "start-failed",
        `influxdb did not start apart${words === "" ? "" : `; its last words: ${words}`}`,
        "Mend what it names, then run this again.",
      );
    }
    await sleep(50, undefined, { signal });
  }
}

async function tell(
  statement: Telling,
  number: number,
  of: number,
  socket: string,
  signal: AbortSignal,
): Promise<void> {
  const {
    text,
    unless,
    without = [],
  }: Exclude<Telling, string> = typeof statement === "string" ? { text: statement } : statement;
  const answer = await askSocket({ socket, query: text }, limited(signal)).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new Fault(
      "start-failed",
      `influxdb gave no answer to statement ${number} of ${of}`,
      "Look at its log, then run this again.",
      { cause },
    );
  });
  const error = answer.error ?? answer.results?.find((result) => result.error !== undefined)?.error;
  if (error === undefined) return refuseNames(answer, without);
  if (unless !== undefined && error.includes(unless)) return;
  throw new Fault(
    "start-failed",
    `influxdb refused statement ${number} of ${of}: ${withoutIts(text, error)}`,
    "Look whether its data are of another version, then run this again.",
  );
}

function refuseNames({ results = [] }: QueryAnswer, without: readonly string[]): void {
  const rows = results.flatMap(({ series = [] }) => series.flatMap(({ values = [] }) => values));
  const taken = without.filter((name) => rows.some(([first]) => first === name));
  if (taken.length === 0) return;
  const names = taken.map((name) => `\`${name}\``).join(", ");
  throw new Fault(
    "bad-input",
    `influxdb has users of your own called ${names}, and Edgeward would make users of these names`,
    "Give what uses them users of other names, drop these (DROP USER), and run this again.",
  );
}

const limited = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(answerMs)]);

/** What a parser says holds pieces of the statement, and one may be of a password. */
function withoutIts(statement: string, error: string): string {
  if (/pars|found /i.test(error)) return "it could not be read";
  const quoted = [...statement.matchAll(/'((?:[^'\\]|\\.)*)'/g)].flatMap(([, word]) => (word ? [word] : []));
  return masked(error, quoted).slice(0, 300);
}
