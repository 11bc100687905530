import type { ConfigFormat, ConfigText, Machine, Program, ProgramKind } from "../../../model/machine.ts";
import { type MachineWish, readMachine } from "../machine.ts";

const account = { user: "u", group: "u", uid: 100, gid: 100 };
const rights = { uid: 0, gid: 0, mode: 0o644 };

/** `[path, text]` of the program's own format, or `[path, text, format]`. */
export type AText = readonly [path: string, text: string, format?: ConfigFormat];

export function aProgram(kind: ProgramKind, texts: readonly AText[], more: Partial<Program> = {}): Program {
  const own: ConfigFormat = kind === "agent" ? "environment" : kind;
  const configs = texts.map(([path, text, format = own]): ConfigText => ({ format, path, real: path, text, rights }));
  return { kind, foundBy: `/usr/sbin/${kind}`, configs, account, manager: { by: "nobody" }, ...more };
}

const aMachine = (programs: readonly Program[]): Machine => ({
  hostName: "edge1",
  addresses: ["192.0.2.7", "2001:db8::7"],
  programs,
});

/** Reads a machine with these programs; `said` is `severity code file:line:column`, short enough for a table. */
export function readingMachine(programs: readonly Program[], wish: MachineWish = {}) {
  const { stack, problems } = readMachine(aMachine(programs), wish);
  const said = problems.map(({ severity, code, at }) => `${severity} ${code} ${at.file}:${at.line}:${at.column}`);
  return { stack, problems, said };
}

/** Reads a machine with one program and takes its service. */
export function readingProgram(program: Program, wish: MachineWish = {}) {
  const read = readingMachine([program], wish);
  const [service] = read.stack.services;
  if (!service) throw new Error("no service was read");
  return { service, ...read };
}
