/** The commands that make a swarm of hosts, and take hosts out of it. */
import { type Command, Option } from "commander";
import type { Context } from "../context.ts";
import type { Screen } from "../screen.ts";

type Doing = (
  load: () => Promise<(options: never, context: Context, ...words: string[]) => Promise<number>>,
) => (...given: unknown[]) => Promise<void>;

export function describeNode(program: Command, screen: Screen, doing: Doing): void {
  const quiet = (command: Command) =>
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => screen.out(text), writeErr: (text) => screen.say(text) });
  const node = quiet(program.command("node").description("make a swarm of hosts that run Docker"));
  const command = (name: string, summary: string) =>
    quiet(node.command(name).description(summary)).addOption(
      new Option("--format <format>", "how to print").choices(["text", "json"]).default("text"),
    );
  const manager = () => new Option("-H, --host <address>", "a manager; DOCKER_HOST or this host's engine by default");
  const engine = "unix:///run/docker.sock, ssh://user@host, tcp://host:2376";
  command("init", "make a swarm; this host or the one named is its first manager")
    .argument("[address]", `${engine}; DOCKER_HOST or this host's engine by default`)
    .addOption(new Option("-H, --host <address>", "the same, as an option"))
    .option("--advertise-addr <ip>", "address that the other nodes reach it at")
    .option("--data-path-addr <ip>", "address that overlays use, where it is another one")
    .option("--data-path-port <number>", "UDP port that overlays use", "4789")
    .option("--autolock", "a manager that was restarted waits for a key, which is kept in a file here")
    .option("--zone <name>", "zone of this node; core for a new one")
    .option("--no-preflight", "do not look at the host first")
    .action(doing(async () => (await import("./init.ts")).nodeInit));
  command("join", "make a host a node of the swarm; run again, it only sets labels and where it is")
    .argument("<address>", engine)
    .addOption(manager())
    .option("--advertise-addr <ip>", "address that the other nodes reach it at")
    .option("--zone <name>", "zone of this node; device for a new one")
    .option("--label <key=value>", "label of the node; may be given several times", several)
    .option("--manager", "as a manager")
    .option("--no-preflight", "do not look at the host and the way to it first")
    .action(doing(async () => (await import("./join.ts")).nodeJoin));
  command("ls", "show the nodes, and how each is reached from here")
    .addOption(manager())
    .action(doing(async () => (await import("./list.ts")).nodeList));
  command("rm", "move what runs there to other nodes, and take the node out")
    .argument("<node>", "host name or id")
    .addOption(manager())
    .option("--force", "also where services lose their only place, or its engine cannot be asked")
    .action(doing(async () => (await import("./remove.ts")).nodeRemove));
  command("unlock", "open a manager that waits for its key after a restart")
    .argument("[address]", `${engine}; DOCKER_HOST or this host's engine by default`)
    .option("--swarm <id>", "whose key, where several are kept here")
    .action(doing(async () => (await import("./unlock.ts")).nodeUnlock));
}

const several = (value: string, all: readonly string[] = []): readonly string[] => [...all, value];
