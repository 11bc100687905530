import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import type { AgentLaunch, AgentSource } from "../../../model/launch.ts";
import { serviceName } from "../../../model/name.ts";
import type { Surroundings } from "../../service.ts";
import { type Pace, usualPace } from "../pace.ts";

/** Everything in a hurry. */
export const quick: Pace = {
  ...usualPace,
  reconnect: { floorMs: 5, baseMs: 10, capMs: 50 },
  refused: { floorMs: 20, baseMs: 20, capMs: 100 },
  restart: { floorMs: 5, baseMs: 10, capMs: 50 },
  stableMs: 200,
  syncMs: 20,
  followMs: 20,
  diskAgainMs: 50,
  partingMs: 1_000,
};

export interface LaunchOptions {
  readonly dir: string;
  readonly ca: string;
  readonly port: number;
  readonly sources: readonly AgentSource[];
  /** "" for none. */
  readonly password?: string;
}

/** A launch record with its CA and password file in `dir`. */
export async function aLaunch({ dir, ca, port, sources, password = "right" }: LaunchOptions): Promise<AgentLaunch> {
  const caFile = join(dir, "ca.pem");
  const passwordFile = join(dir, "password");
  await writeFile(caFile, ca);
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  return {
    role: "agent",
    service: serviceName("agent"),
    needs: [],
    process: "agent",
    opens: { read: [dir], write: [join(dir, "buffer")] },
    broker: { host: "127.0.0.1", port, serverName: "broker", caFile },
    ...(password !== "" && { user: "agent", passwordFile }),
    clientId: "agent-1",
    sources,
    bufferDir: join(dir, "buffer"),
    bufferLimitBytes: 4 * 1024 * 1024,
  };
}

/** @returns the surroundings, and what was logged: one text per line of the log */
export function surroundings(now: () => number = Date.now): Surroundings & { readonly logged: readonly string[] } {
  const logged: string[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => logged.push(line) });
  return { log, now, signal: new AbortController().signal, logged };
}

/** Numbers of the messages on a topic, from JSON or line protocol. */
export function seqsIn(
  messages: readonly { readonly topic: string; readonly payload: string }[],
  topic: string,
): number[] {
  return messages
    .filter((message) => message.topic === topic)
    .map(({ payload }) => Number(/"seq":(\d+)|\bseq=(\d+)i/.exec(payload)?.slice(1).find(Boolean)));
}

/** 1 to `count`. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
