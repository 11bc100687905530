/**
 * What is installed on a machine, as a Stack: each program is a service, so that the same measures secure it and the same probes prove it.
 * Pure: texts and facts come in with the Machine.
 */
import type { Machine, ProgramKind } from "../../model/machine.ts";
import { inOrder, type Problem } from "../../model/problem.ts";
import type { Policy, Stack } from "../../model/stack.ts";
import { Notes, type Say } from "../say/say.ts";
import { optionFor, startOf } from "./configs.ts";
import { serviceOf, type ToldTopics } from "./service.ts";

/** What the person says of their machine; there is no `x-edgeward` to say it in. */
export interface MachineWish {
  readonly policy?: Policy;
  /** In place of what the programs' own settings tell. */
  readonly topics?: Readonly<Partial<Record<ProgramKind, ToldTopics>>>;
}

/**
 * @returns with errors among the problems, the stack is the best that could be made of it and nothing must be touched. Problems come by
 * file in the order of the programs, then by line. `at.file` is the path as the program names it (`ConfigText.path`), also of what an
 * include brought in.
 */
export function readMachine(
  machine: Machine,
  wish: MachineWish,
): { readonly stack: Stack; readonly problems: readonly Problem[] } {
  const say = new Notes();
  const files = [...new Set(machine.programs.flatMap(({ configs }) => configs.map(({ path }) => path)))];
  sayNone(machine, say);
  sayTwice(machine, say);
  const services = machine.programs.map((program) =>
    serviceOf(program, machine, wish.topics?.[program.kind] ?? {}, say),
  );
  const stack: Stack = { name: machine.hostName, files, services, volumes: [], policy: wish.policy ?? {} };
  return { stack, problems: inOrder(say.problems, files) };
}

function sayNone({ programs }: Machine, say: Say): void {
  if (programs.length > 0) return;
  const what = "none of mosquitto, Telegraf, InfluxDB and Grafana is installed here, nor does one run";
  const remedy = `If one is in a place of its own, name its file: ${optionFor("mosquitto")} FILE.`;
  say.error("no-program", { file: optionFor("mosquitto"), line: 1, column: 1 }, what, remedy);
}

/** Two of a kind would share one name, one directory and one certificate. */
function sayTwice({ programs }: Machine, say: Say): void {
  for (const [i, program] of programs.entries()) {
    const { kind, foundBy } = program;
    const first = programs.findIndex((one) => one.kind === kind);
    if (first === i) continue;
    const what = `${kind} is here twice: ${programs[first]?.foundBy} and ${foundBy}`;
    say.error("two-of-a-kind", startOf(program), what, `Say which one is meant: ${optionFor(kind)} FILE.`);
  }
}
