/** The commands for hosts on this computer, to try a swarm on. */
import { type Command, Option } from "commander";
import { labSuites } from "../../model/lab.ts";
import type { Context } from "../context.ts";
import type { Screen } from "../screen.ts";

type Doing = (
  load: () => Promise<(options: never, context: Context, ...words: string[]) => Promise<number>>,
) => (...given: unknown[]) => Promise<void>;

export function describeLab(program: Command, screen: Screen, doing: Doing): void {
  const quiet = (command: Command) =>
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => screen.out(text), writeErr: (text) => screen.say(text) });
  const lab = quiet(
    program.command("lab").description("several hosts on this computer, each with Docker, to try a swarm on"),
  );
  // `lab ssh worker-1 docker --version`: what follows the host is the command's own.
  for (const command of [program, lab]) command.enablePositionalOptions();
  const command = (name: string, summary: string) =>
    quiet(lab.command(name).description(summary)).option(
      "--name <name>",
      "which lab, where there are several",
      "default",
    );
  const cache = () =>
    new Option("--cache <directory>", "where root images are kept; the user's cache directory by default");
  command("up", "start it: a manager and workers; what runs already is kept")
    .option("--hosts <number>", "how many hosts, the manager among them; 2 at first")
    .option("--memory <size>", "memory of each host", "512M")
    .option("--cpus <number>", "processors of each host; with uml always 1", "1")
    .addOption(
      new Option("--suite <release>", "with uml: Debian release of the hosts; trixie at first").choices(
        Object.keys(labSuites),
      ),
    )
    .option("--mirror <url>", "with uml: Debian mirror, in place of this machine's")
    .addOption(cache())
    .addOption(
      new Option("--driver <driver>", "uml runs the hosts; vagrant writes a Vagrantfile")
        .choices(["uml", "vagrant"])
        .default("uml"),
    )
    .option("-o, --output <directory>", "with vagrant: directory to write to")
    .option("--force", "with vagrant: write over a Vagrantfile that is there")
    .action(doing(async () => (await import("./up.ts")).labUp));
  command("ssh", "a shell on one of its hosts, or a command; ends with its exit status")
    .argument("<host>", "manager, worker-1, …")
    .argument("[command...]", "put together for the shell there, as ssh does")
    .passThroughOptions()
    .action(doing(async () => (await import("./ssh.ts")).labSsh));
  command("down", "end it, and remove all that it made")
    .option("--image", "also the root images, unless another lab runs on them")
    .addOption(cache())
    .action(doing(async () => (await import("./down.ts")).labDown));
}
