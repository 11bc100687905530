/** The commands for users of the broker, of a stack or of what is installed on this machine. */
import { type Command, Option } from "commander";
import type { Context } from "../context.ts";
import type { Screen } from "../screen.ts";

type Doing = (
  load: () => Promise<(options: never, context: Context, ...words: string[]) => Promise<number>>,
) => (...given: unknown[]) => Promise<void>;

export function describeUser(program: Command, screen: Screen, doing: Doing): void {
  const quiet = (command: Command) =>
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => screen.out(text), writeErr: (text) => screen.say(text) });
  const user = quiet(program.command("user").description("add, show, rotate and remove users of the broker"));
  const command = (name: string, summary: string) =>
    quiet(user.command(name).description(summary))
      .option("-f, --file <path>", "compose file; may be given several times", several)
      .option("--env-file <path>", "file of variables, in place of .env; may be given several times", several)
      .option("-p, --project-name <name>", "project name, in place of the file's or the directory's")
      .option("--host", "users of the mosquitto that is installed on this machine")
      .option("--mosquitto-conf <file>", "with --host: mosquitto.conf, where it is not found")
      .addOption(new Option("--format <format>", "how to print").choices(["text", "json"]).default("text"));
  command("add", "give a device or a person a user, a password and rights, without a restart")
    .argument("[names...]", "names: letters, digits, . _ and -")
    .option("--publish <filter>", "topic filter that it may publish to, %u is the name; several times", several)
    .option("--subscribe <filter>", "topic filter that it may read, %u is the name; several times", several)
    .option("--broker <service>", "where there are several")
    .option("--from <path>", "file with a user a line, JSON or CSV: name, publish, subscribe, broker")
    .action(doing(async () => (await import("./add.ts")).addTheseUsers));
  command("ls", "show who may log in, and whose passwords are being rotated").action(
    doing(async () => (await import("./list.ts")).listAllUsers),
  );
  command("rotate", "give users new passwords; the old ones count until their clients have moved")
    .argument("[names...]", "names of users")
    .option("--all", "everybody")
    .option("--finish", "take the old passwords away now, unless they are in use")
    .option("--force", "with --finish: also those that are in use")
    .action(doing(async () => (await import("./rotate.ts")).rotateTheseUsers));
  command("rm", "remove users that were added; their sessions end at once")
    .argument("<names...>", "names of users")
    .action(doing(async () => (await import("./remove.ts")).removeTheseUsers));
}

const several = (value: string, all: readonly string[] = []): readonly string[] => [...all, value];
