/** Whether an installed program serves, asked with a login: at its address over TLS, or behind its gate on its socket. */
import { readFile } from "node:fs/promises";
import type { ProgramLaunch } from "../../../model/launch.ts";
import type { Answer } from "./answer.ts";
import { askSocket } from "./ask-socket.ts";
import { knockBroker } from "./knock-broker.ts";

/** @param timeoutMs after it a program counts as silent, in milliseconds */
export async function serves(launch: ProgramLaunch, timeoutMs: number, signal: AbortSignal): Promise<Answer> {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    return await knock(launch, inTime);
  } catch (error) {
    signal.throwIfAborted();
    if (inTime.aborted) return { answer: "silent" };
    return { answer: "refuses", why: error instanceof Error ? error.message : String(error) };
  }
}

async function knock(launch: ProgramLaunch, signal: AbortSignal): Promise<Answer> {
  const { check, gated } = launch.program;
  const [user, password] = [check?.user ?? "", check ? (await readFile(check.passwordFile, "utf8")).trim() : ""];
  if (gated !== undefined) {
    const query = { socket: gated, query: "SHOW DATABASES", ...(check && { login: { user, password } }) };
    const { error } = await askSocket(query, signal);
    // Where nobody has a login, any answer shows that it is there.
    return error === undefined || !check ? { answer: "serves" } : { answer: "refuses", why: error };
  }
  const [{ host, port } = { host: "127.0.0.1", port: 0 }] = launch.listeners;
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  const ca = check ? await readFile(check.caFile) : Buffer.alloc(0);
  return knockBroker({ host: reachable, port, serverName: launch.service, ca, user, password }, signal);
}
