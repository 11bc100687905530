/** The command line. Each command's code is loaded when it is called: most people wait for one. */
import { Command, CommanderError, Option } from "commander";
import { Fault } from "../model/fault.ts";
import { showFault } from "../report/news/fault.ts";
import { type Context, exit } from "./context.ts";
import { describeHost } from "./host/describe.ts";
import { describeLab } from "./lab/describe.ts";
import { describeNode } from "./node/describe.ts";
import { describePlay } from "./play/describe.ts";
import { byEngine, withEngine } from "./swarm/engine-options.ts";
import { describeToken } from "./token/describe.ts";
import { describeUser } from "./user/describe.ts";

type Action = (options: never, context: Context, ...words: string[]) => Promise<number>;

/** @returns the exit status: 0 done, 1 a finding failed, 2 wrong input or command line, 3 could not finish or could not know */
export async function run(commandLine: readonly string[], version: string, context: Context): Promise<number> {
  let status: number = exit.done;
  const doing =
    (load: () => Promise<Action>) =>
    async (...given: unknown[]) => {
      const command = given.at(-1) as Command;
      const words = command.args;
      status = await (await load())(command.opts() as never, context, ...words);
    };
  const program = describe(version, context, doing, commandLine[0]);
  try {
    await program.parseAsync([...commandLine], { from: "user" });
    return status;
  } catch (error) {
    return told(error, context);
  }
}

/** @param named first on the command line */
function describe(
  version: string,
  { screen }: Context,
  doing: (load: () => Promise<Action>) => (...given: unknown[]) => Promise<void>,
  named: string | undefined,
): Command {
  const program = new Command("edgeward")
    .description("Brings up the edge stack in your compose file secured, proves it, and takes it down without a trace.")
    .version(version)
    .exitOverride()
    .showHelpAfterError("Run with --help to see what there is.")
    .configureOutput({ writeOut: (text) => screen.out(text), writeErr: (text) => screen.say(text) });
  const compose = (name: string, summary: string) =>
    program
      .command(name)
      .description(summary)
      .exitOverride()
      .configureOutput({ writeOut: (text) => screen.out(text), writeErr: (text) => screen.say(text) })
      .option("-f, --file <path>", "compose file, - for the standard input; may be given several times", several)
      .option("--env-file <path>", "file of variables, in place of .env; may be given several times", several)
      .option("-p, --project-name <name>", "project name, in place of the file's or the directory's");

  const convert = () =>
    compose("convert", "write a swarm stack file, and say what became of each field")
      .requiredOption("-o, --output <file>", "stack file to write; - is the standard output")
      .option("--report <file>", "write what became of each field, as JSON")
      .option("--strict", "write nothing when the stack file would lose any security")
      .option("--force", "write over files that are there")
      .addOption(profile())
      .addOption(waive())
      .addOption(format())
      .action(doing(async () => (await import("./convert/convert.ts")).convertTo));
  // People wait for it: what nobody asked for is not described.
  if (named === "convert") {
    convert();
    return program;
  }
  compose("plan", "show what would change, and why; change nothing")
    .addOption(new Option("--for <target>", "what runs the stack").choices(["local", "swarm"]).default("local"))
    .addOption(profile())
    .addOption(waive())
    .addOption(format())
    .action(doing(async () => (await import("./plan.ts")).plan));
  convert();
  compose("harden", "write the hardened compose file and the configuration files that it needs")
    .requiredOption("-o, --output <directory>", "directory to write to")
    .addOption(profile())
    .option("--force", "write over files that are there")
    .action(doing(async () => (await import("./harden.ts")).hardenTo));
  withEngine(compose("up", "bring the stack up secured, and prove it"))
    .option("-d, --detach", "leave it running in the background; on a swarm it is so anyway")
    .option("--no-verify", "do not probe what was started")
    .option("--dry-run", "with --engine swarm: show what would be done, and do nothing")
    .option("--timeout <time>", "with --engine swarm: how long services may take; 5m by default")
    .addOption(waive())
    .action(
      doing(
        byEngine(
          async () => (await import("./up.ts")).up,
          async () => (await import("./swarm/up.ts")).upOnSwarm,
          ["dryRun", "timeout", "waive"],
        ),
      ),
    );
  withEngine(compose("ps", "show what runs"))
    .addOption(format())
    .action(
      doing(
        byEngine(
          async () => (await import("./ps.ts")).ps,
          async () => (await import("./swarm/ps.ts")).psOnSwarm,
        ),
      ),
    );
  withEngine(compose("logs", "show what services say"))
    .argument("[service]", "one service; all of them by default")
    .option("-n, --lines <number>", "how many lines at the end", "100")
    .option("--follow", "go on as they come")
    .action(
      doing(
        byEngine(
          async () => (await import("./logs.ts")).logs,
          async () => (await import("./swarm/logs.ts")).logsOnSwarm,
        ),
      ),
    );
  withEngine(compose("verify", "look at what runs, and prove each claim"))
    .addOption(format())
    .option("-v, --verbose", "show all evidence")
    .addOption(waive())
    .action(
      doing(
        byEngine(
          async () => (await import("./verify.ts")).verifyRunning,
          async () => (await import("./swarm/verify.ts")).verifyOnSwarm,
          ["waive"],
        ),
      ),
    );
  withEngine(compose("down", "stop and remove all that we made"))
    .option("--volumes", "remove what the services stored, too")
    .option("--keys", "remove passwords and certificates, too")
    .option("--leave", "with --engine swarm: dissolve the swarm, too")
    .option("--timeout <time>", "with --engine swarm: how long tasks may take to end; 5m by default")
    .action(
      doing(
        byEngine(
          async () => (await import("./down.ts")).down,
          async () => (await import("./swarm/down.ts")).downOnSwarm,
          ["leave", "timeout"],
        ),
      ),
    );
  describeHost(program, screen, doing);
  describeUser(program, screen, doing);
  describeNode(program, screen, doing);
  describePlay(program, screen, doing);
  describeLab(program, screen, doing);
  describeToken(program, screen, doing);
  // Started by `up -d`, in the background; of no use to a person.
  compose("supervise", "watch over a stack that is up").action(
    doing(async () => (await import("./supervise.ts")).superviseRunning),
  );
  hide(program, "supervise");
  return program;
}

const several = (value: string, all: readonly string[] = []): readonly string[] => [...all, value];
const format = () => new Option("--format <format>", "how to print").choices(["text", "json"]).default("text");
const profile = () =>
  new Option("--profile <name>", "profile to bring in; may be given several times").argParser(several);
const waive = () =>
  new Option("--waive <service:name>", "accept what a swarm is refused; may be given several times").argParser(several);

function hide(program: Command, name: string): void {
  program.configureHelp({ visibleCommands: (command) => command.commands.filter((one) => one.name() !== name) });
}

function told(error: unknown, { screen, signal }: Context): number {
  // Commander has said what is wrong, or printed the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exit.done : exit.badInput;
  if (error instanceof Fault) {
    screen.say(showFault(error, { paint: screen.paint }));
    return ["bad-command-line", "bad-input", "unreadable-file"].includes(error.code) ? exit.badInput : exit.notDone;
  }
  // An engine said no, and whoever asked had no better words for it.
  if (error instanceof Error && error.name === "EngineRefusal") {
    const fault = new Fault(
      "not-ready",
      `Docker refused: ${error.message}`,
      "Mend what it names, then run this again.",
    );
    screen.say(showFault(fault, { paint: screen.paint }));
    return exit.notDone;
  }
  if (signal.aborted) {
    screen.say("Interrupted. `edgeward up` goes on from here; `edgeward down` removes what was started.");
    return exit.notDone;
  }
  if (error instanceof Error && "syscall" in error && error.syscall === "uv_cwd") {
    screen.say(
      "error: the directory that this runs in is no longer there\n    Change to one that is, and run it again.",
    );
    return exit.badInput;
  }
  const what = error instanceof Error ? error.message : String(error);
  screen.say(`This is a defect of Edgeward, please report it: ${what}`);
  return exit.notDone;
}
