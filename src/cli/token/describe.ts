/** The commands for tokens of a secret store, and for who looks after them. */
import { type Command, Option } from "commander";
import type { Context } from "../context.ts";
import type { Screen } from "../screen.ts";

type Doing = (
  load: () => Promise<(options: never, context: Context, ...words: string[]) => Promise<number>>,
) => (...given: unknown[]) => Promise<void>;

export function describeToken(program: Command, screen: Screen, doing: Doing): void {
  const quiet = (command: Command) =>
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => screen.out(text), writeErr: (text) => screen.say(text) });
  const common = (command: Command) =>
    quiet(command)
      .option("-f, --file <path>", "compose file; may be given several times", several)
      .option("--env-file <path>", "file of variables, in place of .env; may be given several times", several)
      .option("-p, --project-name <name>", "the stack's name, in place of the file's or the directory's")
      .option("-H, --host <address>", "a manager's engine: unix://PATH, ssh://USER@HOST, tcp://HOST:PORT")
      .option("--store-token <file>", "with a token that may make others, where the store's API makes them")
      .option("--store-ca <file>", "certificates to hold a store with TLS against")
      .addOption(new Option("--format <format>", "how to print").choices(["text", "json"]).default("text"));
  const token = quiet(
    program.command("token").description("tokens of a secret store, for services on other nodes of a swarm"),
  );
  const command = (name: string, summary: string) => common(token.command(name).description(summary));
  command("ls", "show who waits for a token, who has one, and until when").action(
    doing(async () => (await import("./ls.ts")).listStackTokens),
  );
  command("deliver", "give services the tokens that were made for them")
    .argument("[services...]", "all that wait for one by default")
    .action(doing(async () => (await import("./deliver.ts")).deliverTheseTokens));
  command("rotate", "have new tokens made, deliver them, and revoke the old ones")
    .argument("[services...]", "names of services")
    .option("--all", "all that have one")
    .action(doing(async () => (await import("./rotate.ts")).rotateTheseTokens));
  command("revoke", "revoke tokens at the store, and take them away from their services")
    .argument("<services...>", "names of services")
    .action(doing(async () => (await import("./revoke.ts")).revokeTheseTokens));
  common(program.command("watch").description("look after a stack's tokens: deliver, renew, make anew, revoke"))
    .option("--every <time>", "how often to look, besides when something happens: 10s, 1m", "10s")
    .option("--once", "look once, do what is due, and end")
    .option("--status", "what the watch of this stack on this machine has last seen; 0 well, 1 not, 3 none watches")
    .option("--install-unit", "write a systemd unit that watches from now on")
    .option("--print-unit", "print that unit")
    .option("--user", "with a unit: one of this user's, not the system's")
    .action(doing(async () => (await import("../watch/watch.ts")).watchStack));
}

const several = (value: string, all: readonly string[] = []): readonly string[] => [...all, value];
