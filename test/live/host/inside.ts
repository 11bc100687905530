import { fileURLToPath } from "node:url";
import type { HostEngine, HostFound, HostWish } from "../../../src/engine/host-engine.ts";
import type { Program, ProgramKind } from "../../../src/model/machine.ts";
import type { TestMachine } from "./machine.ts";

export interface Request {
  readonly verb: keyof HostEngine;
  readonly words: readonly unknown[];
}

export interface Answer {
  readonly value?: unknown;
  readonly fault?: { readonly code: string; readonly what: string; readonly remedy: string };
}

const loader = fileURLToPath(import.meta.resolve("tsx"));
const driver = fileURLToPath(new URL("./driver.ts", import.meta.url));

/** What runs the engine in a machine; the request goes to its standard input. */
export const driving: readonly string[] = [process.execPath, "--import", loader, driver];

/** Asks an engine that runs in the machine. */
export async function inside(
  machine: TestMachine,
  verb: keyof HostEngine,
  ...words: readonly unknown[]
): Promise<Answer> {
  const { status, stdout, stderr } = await machine.run(driving, { stdin: JSON.stringify({ verb, words }) });
  if (status !== 0) throw new Error(`the engine ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Answer;
}

export async function find(machine: TestMachine, wish: Partial<HostWish> = {}): Promise<HostFound> {
  return (await inside(machine, "find", { configs: {}, restarts: {}, ...wish })).value as HostFound;
}

export async function program(machine: TestMachine, kind: ProgramKind, wish: Partial<HostWish> = {}): Promise<Program> {
  const { machine: seen, problems } = await find(machine, wish);
  const found = seen.programs.find((one) => one.kind === kind);
  if (!found) throw new Error(`no ${kind} was found: ${JSON.stringify(problems)}`);
  return found;
}
