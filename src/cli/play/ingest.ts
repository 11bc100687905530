import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Fault } from "../../model/fault.ts";
import { readIngest } from "../../run/play/read-play.ts";
import type { Context } from "../context.ts";
import { playThis, textOf } from "./play-this.ts";

interface IngestOptions {
  readonly config: string;
  readonly configDirectory?: string;
}

/** `edgeward play ingest`: until it is ended. */
export async function playIngest({ config, configDirectory }: IngestOptions, context: Context): Promise<number> {
  const main = await textOf(resolve(config), context);
  const further = await Promise.all((await confsIn(configDirectory)).map((path) => textOf(path, context)));
  const tools = await context.tools.play();
  return playThis(readIngest([main, ...further], context.tools.environment, tools.privateDir), tools, context);
}

/** In the order in which Telegraf loads them. @see influxdata/telegraf, config/config.go, WalkDirectory */
async function confsIn(directory: string | undefined): Promise<readonly string[]> {
  if (directory === undefined) return [];
  const names = await readdir(directory).catch((cause) => {
    throw new Fault("unreadable-file", `${directory} cannot be read`, "Name a directory, or leave the option out.", {
      cause,
    });
  });
  return names
    .filter((name) => name.endsWith(".conf"))
    .toSorted()
    .map((name) => resolve(join(directory, name)));
}
