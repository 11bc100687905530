/** Which configuration files a service's program reads, and where they lie on the host: by its command, its mounts and its image. */

import { parseImage } from "../../compose/image.ts";
import { basename, below, normalise } from "../../compose/path.ts";
import type { ConfigFile } from "../../model/setting.ts";
import type { Span } from "../../model/span.ts";
import type { Mount } from "../../model/stack.ts";
import type { ServiceDraft } from "../compose/service/service.ts";

export interface MountedConfig {
  readonly format: Extract<ConfigFile["format"], "mosquitto" | "telegraf">;
  /** Path that the service sees it under. */
  readonly target: string;
  /** Absolute path on the host; absent: no bind mount brings it in. */
  readonly source?: string;
  /** Somebody named this very file, so it has to be there. */
  readonly named: boolean;
  /** The mount, or the command that names the file. */
  readonly at: Span;
}

interface Program {
  readonly format: Extract<ConfigFile["format"], "mosquitto" | "telegraf">;
  readonly image: RegExp;
  readonly file: string;
  /** Where the official image looks. */
  readonly usual: string;
  readonly option: RegExp;
}

const programs: readonly Program[] = [
  {
    format: "mosquitto",
    image: /mosquitto/,
    file: "mosquitto.conf",
    usual: "/mosquitto/config/mosquitto.conf",
    option: /^(?:-c|--config-file)$/,
  },
  {
    format: "telegraf",
    image: /telegraf/,
    file: "telegraf.conf",
    usual: "/etc/telegraf/telegraf.conf",
    option: /^--?config$/,
  },
];

export function mountedConfigs(service: ServiceDraft): readonly MountedConfig[] {
  return programs.flatMap((program) => {
    const config = configOf(program, service);
    return config ? [config] : [];
  });
}

function configOf(program: Program, { image, command, mounts }: ServiceDraft): MountedConfig | undefined {
  const { format, file, usual } = program;
  const isProgram = program.image.test(parseImage(image?.value ?? "")?.name ?? "");
  const said = isProgram && command ? optionIn(command.value, program.option) : undefined;
  if (said !== undefined && command) {
    const mount = mountOver(said, mounts);
    const source = mount && sourceIn(mount, said);
    return { format, target: said, ...(source && { source }), named: true, at: mount?.at ?? command.at };
  }
  const exact = mounts.find(({ target, kind }) => kind === "bind" && basename(target) === file);
  const renamed = mounts.find(({ source, kind }) => kind === "bind" && basename(source ?? "") === file);
  const mount = exact ?? renamed ?? (isProgram ? mountOver(usual, mounts) : undefined);
  if (mount?.kind !== "bind" || mount.source === undefined) return undefined;
  const target = mount === exact || mount === renamed ? mount.target : usual;
  const source = sourceIn(mount, target);
  return source === undefined ? undefined : { format, target, source, named: mount.target === target, at: mount.at };
}

/** `-c FILE` and `--config=FILE`. */
function optionIn(words: readonly string[], option: RegExp): string | undefined {
  for (const [i, word] of words.entries()) {
    const [name = "", value] = word.split("=", 2);
    const path = option.test(name) ? (value ?? words[i + 1]) : undefined;
    if (path?.startsWith("/")) return normalise(path);
  }
  return undefined;
}

/** The innermost mount that a path in the container lies under. */
function mountOver(path: string, mounts: readonly Mount[]): Mount | undefined {
  const over = mounts.filter(({ target }) => below(target, path) !== undefined);
  return over.toSorted((a, b) => b.target.length - a.target.length)[0];
}

function sourceIn({ kind, source, target }: Mount, path: string): string | undefined {
  const rest = below(target, path);
  if (kind !== "bind" || source === undefined || rest === undefined) return undefined;
  return rest === "" ? source : normalise(`${source}/${rest}`);
}
