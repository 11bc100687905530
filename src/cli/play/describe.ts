/** The commands that play one role of a stack as a program of its own: in a container, or in the place of an installed one. */
import type { Command } from "commander";
import type { Context } from "../context.ts";
import type { Screen } from "../screen.ts";

type Doing = (
  load: () => Promise<(options: never, context: Context, ...words: string[]) => Promise<number>>,
) => (...given: unknown[]) => Promise<void>;

export function describePlay(program: Command, screen: Screen, doing: Doing): void {
  const quiet = (command: Command) =>
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => screen.out(text), writeErr: (text) => screen.say(text) });
  const play = quiet(
    program
      .command("play")
      .description("play one role of a stack, in a container for example; more in docs/images.md")
      .option("--health", "how the one that plays here is doing: 0 healthy, 1 not, 3 nobody knows")
      .action(doing(async () => (await import("./health.ts")).playHealth)),
  );
  const command = (name: string, summary: string) => quiet(play.command(name).description(summary));
  command("agent", "collect, and publish over TLS as MQTT_HOST, MQTT_USERNAME, MQTT_PASSWORD_FILE and MQTT_CA_FILE say")
    .option("--collect <file>", "what to collect, as x-edgeward.collect has it; EDGEWARD_COLLECT by default")
    .action(doing(async () => (await import("./agent.ts")).playAgent));
  command("ingest", "take in what a broker has, and write it to InfluxDB, as Telegraf's configuration says")
    .option("--config <file>", "telegraf.conf", "/etc/telegraf/telegraf.conf")
    .option("--config-directory <directory>", "further .conf files")
    .action(doing(async () => (await import("./ingest.ts")).playIngest));
  command(
    "console",
    "show what an InfluxDB keeps, as charts behind a sign-in; told by the variables in docs/console.md",
  ).action(doing(async () => (await import("./console.ts")).playConsole));
}
