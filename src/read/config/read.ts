import type { ConfigFile } from "../../model/setting.ts";
import type { Context } from "../compose/context.ts";
import type { ServiceDraft } from "../compose/service/service.ts";
import type { Say } from "../say/say.ts";
import type { Sources } from "../sources.ts";
import { readMosquitto } from "./mosquitto/mosquitto.ts";
import { type MountedConfig, mountedConfigs } from "./mounted.ts";
import { readTelegraf } from "./telegraf/telegraf.ts";

const readers = { mosquitto: readMosquitto, telegraf: readTelegraf } as const;

/** The configuration files that a service's mounts bring in, read; those that cannot be are said. */
export function readConfigs(
  service: ServiceDraft,
  found: Sources["found"],
  context: Context,
  say: Say,
): readonly ConfigFile[] {
  sayDirectories(service, say);
  return mountedConfigs(service).flatMap((config) => {
    const text = config.source === undefined ? undefined : found.get(config.source);
    if (config.source === undefined || text === undefined) {
      sayMissing(service, config, context, say);
      return [];
    }
    return [readers[config.format]({ path: context.shown(config.source), text }, config.target, say)];
  });
}

function sayMissing({ name }: ServiceDraft, config: MountedConfig, context: Context, say: Say): void {
  const { source, target, named, at } = config;
  if (source === undefined) {
    const what = `\`${name}\` reads ${target}, which no bind mount brings in: its settings are not known`;
    say.notice(
      "config-unseen",
      at,
      what,
      `Mount a file of your own there: \`./${target.slice(target.lastIndexOf("/") + 1)}:${target}\`.`,
    );
    return;
  }
  const shown = context.shown(source);
  if (named)
    say.error(
      "unreadable-file",
      at,
      `${shown} is not there, or cannot be read`,
      "Create the file, or take the mount out.",
    );
  else
    say.notice(
      "config-unseen",
      at,
      `${shown} is not there: \`${name}\` starts with its own settings`,
      "Create it if it is missing.",
    );
}

/** Further files of Telegraf's: none of them is looked into. */
function sayDirectories({ mounts }: ServiceDraft, say: Say): void {
  for (const { target, at } of mounts) {
    if (!/^\/etc\/telegraf\/telegraf\.d(\/|$)/.test(target)) continue;
    const what = `the files in ${target} are not read by this version`;
    say.notice("not-carried", at, what, "Move their tables into telegraf.conf.");
  }
}
