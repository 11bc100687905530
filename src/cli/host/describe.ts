/** The commands for programs that are installed on this machine. */
import { type Command, Option } from "commander";
import type { Context } from "../context.ts";
import type { Screen } from "../screen.ts";

type Doing = (
  load: () => Promise<(options: never, context: Context) => Promise<number>>,
) => (...given: unknown[]) => Promise<void>;

export function describeHost(program: Command, screen: Screen, doing: Doing): void {
  const quiet = (command: Command) =>
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => screen.out(text), writeErr: (text) => screen.say(text) });
  const host = quiet(
    program
      .command("host")
      .description("secure mosquitto, Telegraf, InfluxDB and Grafana that are installed on this machine"),
  );
  const command = (name: string, summary: string) =>
    quiet(host.command(name).description(summary))
      .option("--mosquitto-conf <file>", "mosquitto.conf, where it is not found")
      .option("--telegraf-conf <file>", "telegraf.conf")
      .option("--influxdb-conf <file>", "influxdb.conf")
      .option("--grafana-ini <file>", "grafana.ini")
      .option("--agent-env <file>", "file with the environment of a program that publishes")
      .option("--restart <program=command>", "how to restart it, where no service manager does; several times", several)
      .option("--publish <program=topic>", "topic filter that a program may publish to; several times", several)
      .option("--subscribe <program=topic>", "topic filter that a program may read; several times", several)
      .addOption(new Option("--format <format>", "how to print").choices(["text", "json"]).default("text"));
  command("plan", "show what would change, line by line, and why; change nothing").action(
    doing(async () => (await import("./plan-host.ts")).planOfHost),
  );
  command("secure", "do it, prove it, and take it back when a probe fails").action(
    doing(async () => (await import("./secure-host.ts")).secureThisHost),
  );
  command("verify", "look at what runs, and prove each claim").action(
    doing(async () => (await import("./secure-host.ts")).verifyThisHost),
  );
  command("undo", "put every file back as it was found")
    .option("--force", "also files that somebody has changed since")
    .action(doing(async () => (await import("./undo-host.ts")).undoThisHost));
}

const several = (value: string, all: readonly string[] = []): readonly string[] => [...all, value];
