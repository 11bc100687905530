/**
 * Gives a database the stack's users, and no others, before it listens for anybody.
 * Invariants: meanwhile it asks for no login, and can be reached over a unix socket alone that only this user may open; passwords cross
 * that socket and nothing else; the users of an earlier stack are gone afterwards.
 */
import { createHash, randomBytes } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { writeWhole } from "../../../disk/write-whole.ts";
import { Fault } from "../../../model/fault.ts";
import type { ProgramLaunch } from "../../../model/launch.ts";
import { logFile } from "../../../model/layout.ts";
import type { FirstUsers } from "../../../model/program.ts";
import { lastWords } from "../last-words.ts";
import { ended, isAlive, signal as send } from "../processes.ts";
import { askSocket } from "./ask-socket.ts";
import { type Ground, type Spawned, spawnProgram } from "./spawn-program.ts";

/** A database with years of data takes its time to open; milliseconds. */
const openMs = 120_000;
const endMs = 30_000;

export async function makeFirstUsers(
  launch: ProgramLaunch,
  first: FirstUsers,
  ground: Ground,
  signal: AbortSignal,
): Promise<void> {
  const own = await readFile(first.statementsFile, "utf8");
  const print = createHash("sha256")
    .update(JSON.stringify([own, first.admin, first.statements]))
    .digest("hex");
  const done = await readFile(first.doneFile, "utf8").catch(() => "");
  if (done.trim() === print) return;
  await rm(first.socket, { force: true });
  const apart = await spawnProgram(launch, first, ground);
  try {
    await opened(apart, launch, first, ground, signal);
    await makeUsers(first, own, signal);
  } finally {
    await send(apart, "SIGTERM");
    if (!(await ended(apart, endMs))) await send(apart, "SIGKILL");
    await ended(apart, endMs);
    await rm(first.socket, { force: true });
    await rm(first.configFile, { force: true });
  }
  await writeWhole(first.doneFile, `${print}\n`, 0o600);
}

async function opened(
  apart: Spawned,
  { service, program }: ProgramLaunch,
  { socket }: FirstUsers,
  { layout }: Ground,
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + openMs;
  for (;;) {
    const answer = await askSocket({ socket, query: "SHOW DATABASES" }, signal).catch(() => undefined);
    signal.throwIfAborted();
    if (answer) return;
    if (!(await isAlive(apart)) || performance.now() > deadline) {
      const words = await lastWords(logFile(layout, program.process), apart.logFrom);
      throw new Fault(
        "start-failed",
        `${service} could not be given its users: it did not start${words === "" ? "" : `; its last words: ${words}`}`,
        "Mend what it names, then run `edgeward up` again.",
      );
    }
    await sleep(20, undefined, { signal });
  }
}

async function makeUsers({ socket, admin, statements }: FirstUsers, own: string, signal: AbortSignal): Promise<void> {
  const ask = async (query: string) => {
    const { error, results = [] } = await askSocket({ socket, query }, signal);
    const wrong = [error, ...results.map((result) => result.error)].find((one) => one !== undefined);
    if (wrong !== undefined)
      throw new Fault(
        "start-failed",
        `the database refused a statement that makes its users: ${wrong}`,
        "Look at its log (`edgeward logs`); data of another version may be in its directory.",
      );
    return results;
  };
  const [{ series = [] } = {}] = await ask("SHOW USERS");
  const before = series.flatMap(({ values = [] }) => values.map(([user]) => String(user)));
  // Whoever was known before, and may do more than the stack says now.
  for (const user of before) await ask(`DROP USER ${quoted(user)}`);
  // As the image does, whose statements these are: they begin with the administrator's real password.
  await ask(`CREATE USER ${quoted(admin)} WITH PASSWORD '${randomBytes(24).toString("hex")}' WITH ALL PRIVILEGES`);
  await ask(own);
  for (const statement of statements) await ask(statement);
}

const quoted = (name: string): string => `"${name.replace(/["\\]/g, "\\$&")}"`;
