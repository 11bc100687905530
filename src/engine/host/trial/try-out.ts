/** Whether a program takes the settings in its files, asked of the program itself, beside the one that runs. */
import type { Program } from "../../../model/machine.ts";
import { isAtLeast } from "../../../model/versions.ts";
import { environmentOf } from "../find/environment.ts";
import { secretsIn, telling } from "../mask.ts";
import { runProgram } from "../run-program.ts";
import { tryMosquitto } from "./mosquitto-trial.ts";

/** @returns undefined: it cannot be tried here */
export async function tryOut(program: Program, signal: AbortSignal): Promise<readonly string[] | undefined> {
  switch (program.kind) {
    case "mosquitto":
      return tryMosquitto(program, signal);
    case "influxdb":
      // @see InfluxDB 1.8 documentation, influxd config: reads, merges and validates; later majors have no such command
      if (isAtLeast(program.version, "2.0")) return undefined;
      return ask(program, (path) => ["config", "-config", path], signal);
    case "telegraf":
      // @see influxdata/telegraf, cmd/telegraf/cmd_config.go; an older one takes `check` for nothing and prints a sample
      if (!isAtLeast(program.version, "1.30")) return undefined;
      return ask(program, (...paths) => ["config", "check", ...paths.flatMap((path) => ["--config", path])], signal);
    case "grafana":
    case "agent":
      return undefined;
  }
}

async function ask(
  program: Program,
  words: (...paths: readonly [string, ...string[]]) => readonly string[],
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const { executable, configs, kind, account } = program;
  const [first, ...further] = configs.filter(({ format }) => format === kind).map(({ path }) => path);
  if (executable === undefined || first === undefined) return undefined;
  const environment = await environmentOf(program);
  const argv = [executable, ...words(first, ...further)];
  const { status, stdout, stderr } = await runProgram(argv, { withinMs: 30_000, as: account, environment }, signal);
  if (status === 0) return [];
  // Its standard output is the settings themselves, as far as it got.
  const said = telling(stderr.trim() === "" ? stdout : stderr, secretsIn(program));
  return said.length > 0 ? said : ["it does not take them, and does not say why"];
}
